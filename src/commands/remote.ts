import { Agent, getGlobalDispatcher, request } from "undici";
import type { ImportBytes, ImportReport } from "../admin/import.ts";
import { readToken } from "../admin/token.ts";
import type { Run } from "../collection/run.ts";
import type { Environment } from "../config/schema.ts";
import { CourantError, isErrorCode, messageOf, type Problem } from "../errors.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import type { RegenerateRequest } from "../publish/publisher.ts";
import { readServiceAddress } from "./lock.ts";
import { inUse } from "./workspace.ts";

/** A service that already runs on this data directory, told what to do over its admin API. */
export type RemoteService = {
  import(input: ImportBytes, options: ImportOptions): Promise<ImportReport>;
  regenerate(request: RegenerateRequest): Promise<Run>;
};

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

  async function post<Answer>(path: string, body: Uint8Array | string, type: string): Promise<Answer> {
    try {
      const answer = await request(new URL(path, origin), {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": type },
        body,
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

  return {
    import({ name, mediaType, firstLine: line, bytes }, { tags, date, url, format }) {
      const query = new URLSearchParams();
      for (const tag of tags) query.append("tag", tag);
      for (const [key, value] of Object.entries({ date, url, format, name, line }))
        if (value) query.set(key, String(value));
      return post(`/admin/import?${query}`, bytes, mediaType ?? "application/octet-stream");
    },
    regenerate: (body) => post("/admin/regenerate", JSON.stringify(body), "application/json"),
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
