import { Agent, type Dispatcher, getGlobalDispatcher, request } from "undici";
import type { ImportBytes, ImportReport } from "../../admin/import.ts";
import type { StartersReport } from "../../admin/starters.ts";
import { readToken } from "../../admin/token.ts";
import type { Clock } from "../../clock.ts";
import { isFinished, type Run } from "../../collection/run.ts";
import type { Environment } from "../../config/schema.ts";
import { CourantError, isErrorCode, messageOf, type Problem } from "../../errors.ts";
import type { ImportOptions } from "../../ingest/ingest.ts";
import type { RegenerateRequest } from "../../publish/publisher.ts";
import { readEvents } from "./event-stream.ts";
import { readServiceAddress } from "./lock.ts";
import { inUse } from "./workspace.ts";

/** A service that already runs on this data directory, told what to do over its admin API. */
export type RemoteService = {
  import(input: ImportBytes, options: ImportOptions): Promise<ImportReport>;
  removeStarters(): Promise<StartersReport>;
  /** Waits until the run is over, however long it takes. */
  regenerate(
    request: RegenerateRequest,
    options: { clock: Clock; onProgress: (progress: Run["progress"]) => void },
  ): Promise<Run>;
};

/** Milliseconds until a run whose events cannot be had is asked for again. */
const pollIntervalMs = 1000;

/**
 * @throws DATA_DIR_IN_USE when the data directory is taken, but not by a service that can be reached; calls throw what
 *   the service answers, or SERVICE_UNREACHABLE
 */
export async function reachService({ dataDir, adminToken }: Environment): Promise<RemoteService> {
  const address = await readServiceAddress(dataDir);
  if (!address) throw inUse(dataDir, undefined);
  const token = adminToken ?? (await readToken(dataDir));
  if (!token) {
    throw new CourantError(
      "UNAUTHORIZED",
      `The service at ${address.url} needs its admin token, and it is not in ${dataDir}: set ADMIN_TOKEN.`,
    );
  }
  const { url, pid } = address;
  const { origin, dispatcher } = wayTo(url);

  const authorization = `Bearer ${token}`;

  async function ask<Answer>(path: string, options: Pick<Dispatcher.RequestOptions, "method" | "body">, headers = {}) {
    try {
      const answer = await request(new URL(path, origin), {
        ...options,
        headers: { authorization, ...headers },
        dispatcher,
      });
      const value = (await answer.body.json()) as Answer | Problem;
      if (isProblem(value)) throw new CourantError(value.code, value.detail);
      return value;
    } catch (error) {
      if (error instanceof CourantError) throw error;
      throw new CourantError(
        "SERVICE_UNREACHABLE",
        `The service at ${url} (process ${pid}) does not answer: ${messageOf(error)}.`,
        { cause: error },
      );
    }
  }

  /** @returns the run when it is over; undefined when its events end before, or cannot be had */
  async function follow(id: string, onProgress: (progress: Run["progress"]) => void): Promise<Run | undefined> {
    const url = new URL(`/admin/runs/${id}/events`, origin);
    const { statusCode, body } = await request(url, { headers: { authorization }, dispatcher });
    if (statusCode !== 200) return void (await body.dump());
    let over: Run | undefined;
    for await (const { name, data } of readEvents(body)) {
      if (name === "progress") onProgress(JSON.parse(data));
      if (name !== "run") continue;
      const run: Run = JSON.parse(data);
      onProgress(run.progress);
      if (isFinished(run)) over = run;
    }
    return over;
  }

  return {
    import({ name, mediaType, robots, firstLine: line, bytes, ...input }, { tags, date, url, ...options }) {
      const format = input.format ?? options.format;
      const query = new URLSearchParams();
      for (const tag of tags) query.append("tag", tag);
      for (const [key, value] of Object.entries({ date, url, format, name, line }))
        if (value) query.set(key, String(value));
      const headers = {
        "content-type": mediaType ?? "application/octet-stream",
        ...(robots !== undefined && { "x-robots-tag": robots }),
      };
      return ask<ImportReport>(`/admin/import?${query}`, { method: "POST", body: bytes }, headers);
    },

    removeStarters: () => ask<StartersReport>("/admin/starters", { method: "DELETE" }),

    async regenerate(body, { clock, onProgress }) {
      const headers = { "content-type": "application/json", prefer: "respond-async" };
      let run = await ask<Run>("/admin/regenerate", { method: "POST", body: JSON.stringify(body) }, headers);
      while (!isFinished(run)) {
        const over = await follow(run.id, onProgress).catch(() => undefined);
        run = over ?? (await ask<Run>(`/admin/runs/${run.id}`, { method: "GET" }));
        if (isFinished(run)) break;
        onProgress(run.progress);
        await clock.sleep(pollIntervalMs);
      }
      return run;
    },
  };
}

/** @param url as in service.json: `http://…`, or `unix:PATH` */
function wayTo(url: string) {
  const [, socketPath] = /^unix:(.+)$/s.exec(url) ?? [];
  return socketPath === undefined
    ? { origin: url, dispatcher: getGlobalDispatcher() }
    : { origin: "http://localhost", dispatcher: new Agent({ connect: { socketPath } }) };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && isErrorCode(value.code);
}
