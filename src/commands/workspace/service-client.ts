import { setTimeout as sleep } from "node:timers/promises";
import { type Dispatcher, request } from "undici";
import { readToken } from "../../admin/admin-token.ts";
import type { ImportReport } from "../../admin/import.ts";
import type { StartersReport } from "../../admin/starters.ts";
import type { TokenRequest, TokenView } from "../../admin/tokens.ts";
import type { Clock } from "../../clock.ts";
import type { Environment } from "../../config/environment.ts";
import { CourantError, isErrorCode, messageOf, type Problem } from "../../errors.ts";
import type { ImportOptions } from "../../ingest/ingest.ts";
import type { InputPart } from "../../ingest-queue/split-input.ts";
import type { RegenerateRequest } from "../../publish/publisher.ts";
import type { MatchOptions } from "../../stores/draft-input.ts";
import { isFinished, type Run } from "../../stores/runs.ts";
import { readEvents } from "./event-stream.ts";
import { dataDirInUse } from "./lock.ts";
import { findOrigin } from "./origin.ts";
import { findRunningService } from "./running-service.ts";
import { readServiceAddress, type ServiceAddress } from "./service-address.ts";

/**
 * A part of an input, as a request carries it. `source`: the place that the file came from; `address`: the base of its
 * relative addresses; `robots`: the X-Robots-Tag that came with a page; `input`: the same for all parts of one input.
 */
export type PartRequest = InputPart &
  MatchOptions &
  Partial<Record<"source" | "address" | "robots" | "input", string | undefined>>;

/** The admin API of the service that runs on this data directory, for commands that cannot open it themselves. */
export type ServiceClient = {
  /** Any other call. @returns the body of the answer; undefined when it has none. @throws the error that the answer names */
  call: Connection["call"];
  import(part: PartRequest, options: ImportOptions): Promise<ImportReport>;
  removeStarters(): Promise<StartersReport>;
  tokens: {
    add(request: TokenRequest): Promise<TokenView & { token: string }>;
    list(): Promise<TokenView[]>;
    revoke(id: string): Promise<void>;
  };
  /** Waits until the run has finished, however long it takes. */
  regenerate(
    request: RegenerateRequest,
    options: { clock: Clock; onProgress: (progress: Run["progress"]) => void },
  ): Promise<Run>;
};

/** How long a command waits for a publishing process that is being started again, and how often it tries. */
const restartTimeoutMs = 60_000;
const restartPollMs = 250;

/** The pause between two requests for a run when its event stream is not available. */
const runPollIntervalMs = 1000;

/**
 * Finds the service that runs on a data directory. The calls of the client throw the service's own errors, or
 * SERVICE_UNREACHABLE.
 * @throws DATA_DIR_IN_USE when the process that holds the directory is no service; UNAUTHORIZED when its token is unknown
 */
export async function connectToService(environment: Environment): Promise<ServiceClient> {
  return createClient(await connect(environment));
}

/** A call of the admin API; GET if no method is given. */
export type AdminCall = {
  method?: "GET" | "PUT" | "POST" | "PATCH" | "DELETE";
  body?: string;
  headers?: Record<string, string>;
};

/**
 * Finds the service that runs on a data directory.
 * @returns a function that calls its admin API, and throws the error that the answer names, or SERVICE_UNREACHABLE
 * @throws as `connectToService`
 */
export async function callService(
  environment: Environment,
): Promise<<Answer>(path: string, call?: AdminCall) => Promise<Answer>> {
  const { call } = await connect(environment);
  return (path, { method = "GET", ...rest } = {}) => call(path, { method, ...rest });
}

async function connect({ dataDir, adminToken }: Environment): Promise<Connection> {
  const address = await readServiceAddress(dataDir);
  if (!address) throw dataDirInUse(dataDir, undefined);
  const token = adminToken ?? (await readToken(dataDir));
  if (!token) {
    throw new CourantError(
      "UNAUTHORIZED",
      `The service at ${address.url} needs its admin token, but the token is not in ${dataDir}: set ADMIN_TOKEN.`,
    );
  }
  return createConnection(dataDir, address, token);
}

type Call = Pick<Dispatcher.RequestOptions, "method" | "body"> & { headers?: Record<string, string> };

type Connection = {
  /** Sends a request. @returns the body of the answer, undefined if it has none. @throws the error that the answer names */
  call<Answer>(path: string, options: Call): Promise<Answer>;
  /**
   * Follows the event stream of a run.
   * @returns the finished run, or undefined when the stream is not available or ends early
   */
  followRun(id: string, onProgress: (progress: Run["progress"]) => void): Promise<Run | undefined>;
};

function createConnection(dataDir: string, first: ServiceAddress, token: string): Connection {
  const authorization = `Bearer ${token}`;
  const createDispatcher = memoizeDispatchers();

  async function send(path: string, { method, body, headers }: Call, { publishing }: ServiceAddress) {
    const { origin, dispatcher } = createDispatcher(publishing.url);
    return request(new URL(path, origin), {
      method,
      body: body ?? null,
      headers: { authorization, ...headers },
      dispatcher,
    });
  }

  /** Sends a request, and waits for a publishing process that is being started again: it may have another address then. */
  async function sendWhenRunning(path: string, call: Call): Promise<Dispatcher.ResponseData> {
    const deadline = performance.now() + restartTimeoutMs;
    for (let address = first; ; address = (await readServiceAddress(dataDir)) ?? address) {
      try {
        return await send(path, call, address);
      } catch (error) {
        const isAway = isUnreachable(error) && performance.now() < deadline && (await findRunningService(dataDir));
        if (!isAway) throw unreachable(address, error);
        await sleep(restartPollMs);
      }
    }
  }

  return {
    async call<Answer>(path: string, options: Call): Promise<Answer> {
      const response = await sendWhenRunning(path, options);
      if (response.statusCode === 204) {
        await response.body.dump();
        return undefined as Answer;
      }
      const answer = (await response.body.json().catch((error: unknown) => {
        throw unreachable(first, error);
      })) as Answer | Problem;
      if (isProblem(answer)) throw new CourantError(answer.code, answer.detail);
      return answer;
    },

    async followRun(id, onProgress) {
      const { statusCode, body } = await sendWhenRunning(`/admin/runs/${id}/events`, { method: "GET" });
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

function memoizeDispatchers(): typeof findOrigin {
  const known = new Map<string, ReturnType<typeof findOrigin>>();
  return (url) => {
    const found = known.get(url) ?? findOrigin(url);
    known.set(url, found);
    return found;
  };
}

/** Tells whether nobody listened, so that the request did nothing. */
function isUnreachable(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ECONNREFUSED" || error.code === "ENOENT");
}

function unreachable({ publishing: { url, pid } }: ServiceAddress, error: unknown): CourantError {
  return new CourantError(
    "SERVICE_UNREACHABLE",
    `The service at ${url} (process ${pid}) does not answer: ${messageOf(error)}. Read its log.`,
    { cause: error },
  );
}

function createClient({ call, followRun }: Connection): ServiceClient {
  return {
    call,

    import(input, options) {
      const { mediaType, address, robots, bytes } = input;
      const headers = {
        "content-type": mediaType ?? "application/octet-stream",
        ...(address !== undefined && { "content-location": address }),
        ...(robots !== undefined && { "x-robots-tag": robots }),
      };
      return call(`/admin/import?${importQuery(input, options)}`, { method: "POST", body: bytes, headers });
    },

    removeStarters: () => call("/admin/starters", { method: "DELETE" }),

    tokens: {
      add: (request) => call("/admin/tokens", postJson(request)),
      list: async () => (await call<{ tokens: TokenView[] }>("/admin/tokens", { method: "GET" })).tokens,
      revoke: (id) => call(`/admin/tokens/${encodeURIComponent(id)}`, { method: "DELETE" }),
    },

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

function postJson(body: object): Call {
  return { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
}

function importQuery(input: PartRequest, { tags, date, url, format, pages }: ImportOptions): URLSearchParams {
  const { name, source, firstLine: line, replaces: replace } = input;
  const match = input.matchLinks ? "link" : undefined;
  const query = new URLSearchParams();
  for (const tag of tags) query.append("tag", tag);
  for (const [key, value] of Object.entries({
    date,
    url,
    format: input.format ?? format,
    name,
    source,
    replace,
    match,
    line,
    input: input.input,
    pages: pages && JSON.stringify(pages),
  })) {
    if (value) query.set(key, String(value));
  }
  return query;
}

/** Tells whether an answer is problem details of Courant. */
export function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && isErrorCode(value.code);
}
