import { get } from "node:http";
import { json } from "node:stream/consumers";
import { connectionTarget } from "../../../http/connection-target.ts";

/**
 * Asks the publishing process for JSON. Node's own client does it, because undici would take ten megabytes of a process
 * that needs no other.
 * @param url as in service.json: `http://…`, or `unix:PATH`
 */
export async function getJson(url: string, path: string, signal: AbortSignal): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  get({ ...connectionTarget(url), path, signal }, (answer) => json(answer).then(resolve, reject)).on("error", reject);
  return promise;
}
