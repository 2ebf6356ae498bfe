import { type Dispatcher, request } from "undici";
import type { Running } from "./processes.ts";
import { adminToken } from "./servers/courant.ts";

/**
 * One call of a service's admin API, or of its metrics, however long it takes.
 * @returns the body
 * @throws when it is not answered with 2xx
 */
export async function admin(
  { url }: Running,
  method: Dispatcher.HttpMethod,
  path: string,
  body?: object,
): Promise<string> {
  const answer = await request(url + path, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  return text;
}
