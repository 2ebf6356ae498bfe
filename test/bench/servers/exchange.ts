import { readFileSync } from "node:fs";
import { request } from "undici";

/** The answer of a server to one client: the values of its headers, by lower-case name, and the body as it was sent. */
export type Answer = { status: number; headers: Record<string, string>; body: Buffer };

/** The part of Courant's two answers that the other servers need in order to give the same. */
export type Exchange = { path: string; ok: Record<string, string>; notModified: Record<string, string> };

/** The headers that Node and nginx write by themselves. */
const ofTheConnection = ["date", "connection", "keep-alive", "transfer-encoding", "server"];

export async function ask(url: string, headers: Record<string, string>): Promise<Answer> {
  const answer = await request(url, { headers });
  const kept = Object.entries(answer.headers).filter(([name]) => !ofTheConnection.includes(name));
  return {
    status: answer.statusCode,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    body: Buffer.from(await answer.body.arrayBuffer()),
  };
}

/** How the servers that are scripts are told: a file with the exchange, the compressed document, and the port. */
export function readSetting(): { exchange: Exchange; gzip: Buffer; feeds: string; port: number } {
  const [, , exchange = "", feeds = "", port = ""] = process.argv;
  return {
    exchange: JSON.parse(readFileSync(exchange, "utf8")) as Exchange,
    gzip: readFileSync(`${feeds}/news.rss.gz`),
    feeds,
    port: Number(port),
  };
}
