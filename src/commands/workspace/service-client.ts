import { Agent, type Dispatcher, getGlobalDispatcher, request } from "undici";
import type { ImportInput, ImportReport } from "../../admin/import.ts";
import type { StartersReport } from "../../admin/starters.ts";
import { readToken } from "../../admin/token.ts";
import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import { CourantError, isErrorCode, messageOf, type Problem } from "../../errors.ts";
import type { ImportOptions } from "../../ingest/ingest.ts";
import type { RegenerateRequest } from "../../publish/publisher.ts";
import { isFinished, type Run } from "../../stores/runs.ts";
import { readEvents } from "./event-stream.ts";
import { dataDirInUse } from "./lock.ts";
import { readServiceAddress, type ServiceAddress } from "./service-address.ts";

/** The admin API of the service that runs on this data directory, for commands that cannot open it themselves. */
export type ServiceClient = {
  import(input: ImportInput, options: ImportOptions): Promise<ImportReport>;
  removeStarters(): Promise<StartersReport>;
  /** Waits until the run has finished, however long it takes. */
  regenerate(
    request: RegenerateRequest,
    options: { clock: Clock; onProgress: (progress: Run["progress"]) => void },
  ): Promise<Run>;
};

/** The pause between two requests for a run when its event stream is not available. */
const runPollIntervalMs = 1000;

/**
 * Finds the service that runs on a data directory. The calls of the client throw the service's own errors, or
 * SERVICE_UNREACHABLE.
 * @throws DATA_DIR_IN_USE when the process that holds the directory is no service; UNAUTHORIZED when its token is unknown
 */
export async function connectToService({ dataDir, adminToken }: Environment): Promise<ServiceClient> {
  const address = await readServiceAddress(dataDir);
  if (!address) throw dataDirInUse(dataDir, undefined);
  const token = adminToken ?? (await readToken(dataDir));
  if (!token) {
    throw new CourantError(
      "UNAUTHORIZED",
      `The service at ${address.url} needs its admin token, and it is not in ${dataDir}: set ADMIN_TOKEN.`,
    );
  }
  return createClient(createConnection(address, token));
}

type Call = Pick<Dispatcher.RequestOptions, "method" | "body"> & { headers?: Record<string, string> };

type Connection = {
  /** Sends a request. @returns the body of the answer. @throws the error that the answer names */
  call<Answer>(path: string, options: Call): Promise<Answer>;
  /**
   * Follows the event stream of a run.
   * @returns the finished run, or undefined when the stream is not available or ends early
   */
  followRun(id: string, onProgress: (progress: Run["progress"]) => void): Promise<Run | undefined>;
};

function createConnection({ url: serviceUrl, pid }: ServiceAddress, token: string): Connection {
  const { origin, dispatcher } = findOrigin(serviceUrl);
  const authorization = `Bearer ${token}`;
  return {
    async call<Answer>(path: string, { method, body, headers }: Call): Promise<Answer> {
      try {
        const response = await request(new URL(path, origin), {
          method,
          body: body ?? null,
          headers: { authorization, ...headers },
          dispatcher,
        });
        const answer = (await response.body.json()) as Answer | Problem;
        if (isProblem(answer)) throw new CourantError(answer.code, answer.detail);
        return answer;
      } catch (error) {
        if (error instanceof CourantError) throw error;
        throw new CourantError(
          "SERVICE_UNREACHABLE",
          `The service at ${serviceUrl} (process ${pid}) does not answer: ${messageOf(error)}.`,
          { cause: error },
        );
      }
    },

    async followRun(id, onProgress) {
      const url = new URL(`/admin/runs/${id}/events`, origin);
      const { statusCode, body } = await request(url, { headers: { authorization }, dispatcher });
      if (statusCode !== 200) {
        await body.dump();
        return undefined;
      }
      let finishedRun: Run | undefined;
      for await (const { name, data } of readEvents(body)) {
        if (name === "progress") onProgress(JSON.parse(data));
        if (name !== "run") continue;
        const run: Run = JSON.parse(data);
        onProgress(run.progress);
        if (isFinished(run)) finishedRun = run;
      }
      return finishedRun;
    },
  };
}

function createClient({ call, followRun }: Connection): ServiceClient {
  return {
    import(input, options) {
      const { mediaType, robots, bytes } = input;
      const headers = {
        "content-type": mediaType ?? "application/octet-stream",
        ...(robots !== undefined && { "x-robots-tag": robots }),
      };
      return call(`/admin/import?${importQuery(input, options)}`, { method: "POST", body: bytes, headers });
    },

    removeStarters: () => call("/admin/starters", { method: "DELETE" }),

    async regenerate(regenerateRequest, { clock, onProgress }) {
      const body = JSON.stringify(regenerateRequest);
      const headers = { "content-type": "application/json", prefer: "respond-async" };
      let run = await call<Run>("/admin/regenerate", { method: "POST", body, headers });
      while (!isFinished(run)) {
        const finishedRun = await followRun(run.id, onProgress).catch(() => undefined);
        run = finishedRun ?? (await call<Run>(`/admin/runs/${run.id}`, { method: "GET" }));
        if (isFinished(run)) break;
        onProgress(run.progress);
        await clock.sleep(runPollIntervalMs);
      }
      return run;
    },
  };
}

function importQuery(input: ImportInput, { tags, date, url, format }: ImportOptions): URLSearchParams {
  const { name, firstLine: line } = input;
  const query = new URLSearchParams();
  for (const tag of tags) query.append("tag", tag);
  for (const [key, value] of Object.entries({ date, url, format: input.format ?? format, name, line })) {
    if (value) query.set(key, String(value));
  }
  return query;
}

/** @param serviceUrl as in service.json: `http://…`, or `unix:PATH` */
function findOrigin(serviceUrl: string) {
  const [, socketPath] = /^unix:(.+)$/s.exec(serviceUrl) ?? [];
  return socketPath === undefined
    ? { origin: serviceUrl, dispatcher: getGlobalDispatcher() }
    : { origin: "http://localhost", dispatcher: new Agent({ connect: { socketPath } }) };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && isErrorCode(value.code);
}
