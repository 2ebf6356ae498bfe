import { request } from "undici";
import type { ImportBytes, ImportReport } from "../admin/import.ts";
import { readToken } from "../admin/token.ts";
import type { Run } from "../collection/run.ts";
import type { Environment } from "../config/schema.ts";
import { CourantError, messageOf, type Problem } from "../errors.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import type { RegenerateRequest } from "../publish/publisher.ts";
import { readServiceAddress } from "./lock.ts";
import { inUse } from "./workspace.ts";

/** A service that already runs on this data directory, told what to do over its admin API. */
export type RemoteService = {
  import(input: ImportBytes, options: ImportOptions): Promise<ImportReport>;
  regenerate(request: RegenerateRequest): Promise<Run>;
};

/** @throws DATA_DIR_IN_USE when the data directory is taken, but not by a service */
export async function reachService({ dataDir, adminToken }: Environment): Promise<RemoteService> {
  const address = await readServiceAddress(dataDir);
  const token = adminToken ?? (await readToken(dataDir));
  if (!address || !token) throw inUse(dataDir);

  async function post<Answer>(
    path: string,
    body: Uint8Array | string,
    type: string,
    accepted: number[],
  ): Promise<Answer> {
    const url = new URL(path, address?.url);
    try {
      const answer = await request(url, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": type },
        body,
      });
      const value: unknown = await answer.body.json();
      if (accepted.includes(answer.statusCode)) return value as Answer;
      const { status, title, detail } = value as Problem;
      throw new CourantError("SERVICE_UNREACHABLE", `The running service answers ${status} ${title}: ${detail}`);
    } catch (error) {
      if (error instanceof CourantError) throw error;
      throw new CourantError(
        "SERVICE_UNREACHABLE",
        `The service at ${url.origin} (process ${address?.pid}) does not answer: ${messageOf(error)}.`,
        { cause: error },
      );
    }
  }

  return {
    import({ name, mediaType, bytes }, { tags, date, url, format }) {
      const query = new URLSearchParams();
      for (const tag of tags) query.append("tag", tag);
      for (const [key, value] of Object.entries({ date, url, format, name })) if (value) query.set(key, value);
      return post(`/admin/import?${query}`, bytes, mediaType ?? "application/octet-stream", [200, 422]);
    },
    regenerate: (body) => post("/admin/regenerate", JSON.stringify(body), "application/json", [200]),
  };
}
