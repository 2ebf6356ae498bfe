import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import type { Test } from "tap";
import { Agent, type Dispatcher, request } from "undici";
import { type Answer, maxAnswerMs } from "../service.ts";
import type { Asked, Origin } from "./origin.ts";

/** The answer that a client got through a cache. */
export type Seen = Answer & {
  /** HIT, MISS and the like, as the cache says it. */
  cache: string;
  /** The requests for it that reached the service meanwhile. */
  asked: Asked[];
  /** The body without its content coding. */
  plain: string;
};

export type Cache = {
  name: string;
  ask(path: string, headers?: Record<string, string>, method?: Dispatcher.HttpMethod): Promise<Seen>;
};

/** Whether each request is printed: what a client asked, what the cache made of it, what came; the service's are inset. */
export const isTold = Boolean(process.env.TRANSCRIPT);
let last = "";

/** A line that is the same again says nothing new. */
function tell(parts: readonly string[]): void {
  const line = parts.filter(Boolean).join(" → ");
  if (isTold && line !== last) console.error(line);
  last = line;
}

export function cacheAt(t: Test, name: string, url: string, origin: Origin): Cache {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  t.teardown(() => dispatcher.destroy());
  return {
    name,
    async ask(path, headers = {}, method = "GET") {
      const before = origin.asked.length;
      const answer = await request(url + path, {
        method,
        headers,
        dispatcher,
        signal: AbortSignal.timeout(maxAnswerMs),
      });
      const body = Buffer.from(await answer.body.arrayBuffer());
      const cache = statusOf(answer.headers);
      const asked = origin.asked.slice(before).filter((each) => each.path === path);
      const { statusCode: status } = answer;
      tell([`  ${method} ${path}`, wanted(headers), cache, `${status} ${told(answer.headers, body.length)}`]);
      const coding = String(answer.headers["content-encoding"] ?? "identity");
      const plain = body.length === 0 ? "" : decode(coding, body).toString();
      return { status, headers: answer.headers, body, cache, asked, plain };
    },
  };
}

export function tellTitle(title: string): void {
  tell([`\n${title}`]);
}

export function tellAsked({ method, path, headers, status }: Asked): void {
  const { "accept-encoding": coding, "if-none-match": tag } = headers;
  tell([`      service: ${method} ${path}`, wanted({ "accept-encoding": coding, "if-none-match": tag }), `${status}`]);
}

type Headers = Dispatcher.ResponseData["headers"];

function statusOf(headers: Headers): string {
  const said = headers["x-cache-status"];
  if (said !== undefined) return String(said);
  // Varnish names two requests, this one and the one that brought the object, when it had it.
  return String(headers["x-varnish"]).includes(" ") ? `HIT, age ${headers.age}` : "MISS";
}

function wanted(headers: Record<string, string | undefined>): string {
  const { "accept-encoding": coding, "if-none-match": tag, ...rest } = headers;
  const others = Object.keys(rest).filter((name) => name !== "accept");
  return [coding === undefined ? "" : `[${coding}]`, tag === undefined ? "" : `If-None-Match ${short(tag)}`, ...others]
    .filter(Boolean)
    .join(" ");
}

function told(headers: Headers, bytes: number): string {
  const what = bytes > 0 ? `${headers["content-encoding"] ?? "identity"} ${bytes} bytes` : "no body";
  return headers.etag === undefined ? what : `${what} ${short(String(headers.etag))}`;
}

/** A tag with the beginning of its hash. */
function short(tag: string): string {
  return tag.replace(/([0-9a-f]{6})[0-9a-f]{26}/g, "$1…");
}

function decode(coding: string, body: Buffer): Buffer {
  if (coding === "identity") return body;
  if (coding === "gzip") return gunzipSync(body);
  if (coding === "br") return brotliDecompressSync(body);
  if (coding === "zstd") return zstdDecompressSync(body);
  throw new Error(`A coding that nobody asked for: ${coding}`);
}
