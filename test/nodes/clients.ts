import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type Dispatcher, request } from "undici";
import type { Expected } from "../commands/crash/expected.ts";
import { tornness } from "../commands/crash/published.ts";
import { token } from "../service.ts";
import type { History } from "./history.ts";

/* Clients of several nodes: readers that go from one to the next, and writers that write at any. */

/** A node as clients see it. */
export type Address = { number: number; url: string; isUp(): boolean };

/** The documents that readers poll. */
export const polledPaths = [
  "/feeds/news.json",
  "/feeds/news.rss",
  "/feeds/news.atom",
  "/feeds/short.json",
  "/feeds/news",
];
const codings = ["identity", "gzip", "br", "zstd"] as const;
const decode: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gunzipSync,
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** The pause of a reader between two polls, and of a writer between two articles. */
const pollPauseMs = 30;
const writePauseMs = 300;
const timeoutMs = 20_000;

/** What a client knows of a representation: its bytes, when they changed, and the state that they show. */
type Known = { sha256: string; lastModified: string | undefined; state: number };

/** Readers share what they know, since one ETag is one representation wherever it comes from. */
export function createReaders(history: History) {
  const known = new Map<string, Known>();
  const lastSeen = new Map<string, { state: number; at: number }>();
  let highest = -1;

  async function poll(client: number, node: Address, path: string, coding: string, etag: string | undefined) {
    const key = `${path} ${coding}`;
    const sent = performance.now();
    const headers = { "accept-encoding": coding, ...(etag && { "if-none-match": etag }) };
    const answer = await request(node.url + path, { headers, signal: AbortSignal.timeout(timeoutMs) });
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    const at = performance.now();
    history.polls += 1;
    const { statusCode: status } = answer;
    const given = String(answer.headers.etag);
    const lastModified = answer.headers["last-modified"]?.toString();
    if (status !== 200 && status !== 304) throw new Error(`${path}: ${status} ${bytes}`);
    let representation = known.get(`${path} ${given}`);
    if (status === 200) {
      const read = readBody(history, path, bytes, String(answer.headers["content-encoding"] ?? "identity"));
      const now = { ...read, lastModified };
      if (representation && (representation.sha256 !== now.sha256 || differ(representation, lastModified))) {
        history.twofold.push(`${path} ${given} of node ${node.number}: ${JSON.stringify([representation, now])}`);
      }
      representation = now;
      known.set(`${path} ${given}`, now);
    } else if (representation && differ(representation, lastModified)) {
      history.twofold.push(
        `304 ${path} ${given} of node ${node.number}: ${representation.lastModified}, ${lastModified}`,
      );
    }
    if (!representation) return given;
    note(`${client} ${key}`, node.number, representation.state, sent, at);
    return given;
  }

  function note(client: string, node: number, state: number, sent: number, at: number): void {
    if (state > highest) {
      highest = state;
      history.seen.push({ number: state, at });
    }
    const last = lastSeen.get(client);
    if (last && state < last.state) history.steps.push({ node, at, ms: sent - last.at });
    if (!last || state > last.state) lastSeen.set(client, { state, at });
  }

  /** Reads round robin until it is told to stop. */
  return async function read(client: number, nodes: readonly Address[], stop: AbortSignal): Promise<void> {
    const etags = new Map<string, string>();
    for (let turn = client; !stop.aborted; turn++) {
      const node = nodes[turn % nodes.length] as Address;
      const path = polledPaths[Math.floor(turn / nodes.length) % polledPaths.length] as string;
      const coding = codings[Math.floor(turn / nodes.length / polledPaths.length) % codings.length] as string;
      const key = `${path} ${coding}`;
      if (node.isUp()) {
        try {
          etags.set(key, await poll(client, node, path, coding, turn % 3 === 0 ? undefined : etags.get(key)));
        } catch (error) {
          // A node that was killed meanwhile could not answer.
          if (node.isUp()) history.failedPolls.push(`node ${node.number}: ${error}`);
        }
      }
      await sleep(pollPauseMs);
    }
  };
}

/** A node whose clock is behind says no Last-Modified that it takes for the future (RFC 9110, section 8.8.2.1). */
function differ(known: Known, lastModified: string | undefined): boolean {
  return known.lastModified !== undefined && lastModified !== undefined && known.lastModified !== lastModified;
}

/** Parses a body, and notes it. */
function readBody(history: History, path: string, bytes: Buffer, coding: string) {
  const body = decode[coding]?.(bytes) ?? bytes;
  const wrong = tornness(path.includes(".") ? path : `${path}.html`, body);
  if (wrong !== undefined) history.torn.push(wrong);
  const hashes = history.bodies.get(path) ?? new Set();
  history.bodies.set(path, hashes.add(createHash("sha256").update(body).digest("hex")));
  const numbers = [...body.toString().matchAll(/Article (\d+)/g)].map(([, number]) => Number(number));
  return { sha256: createHash("sha256").update(bytes).digest("hex"), state: Math.max(0, ...numbers) };
}

const firstMoment = Date.UTC(2026, 0, 1);

/** The article of a number. */
export function articleOf(number: number, edit: number) {
  return {
    id: `urn:article:${number}`,
    url: `https://site.example/${number}`,
    title: `Article ${number}`,
    content_html: `<p>Edit ${edit} of ${number}.</p>`.repeat(5),
    summary: `Edit ${edit}`,
    date_published: new Date(firstMoment + number * 1000).toISOString(),
  };
}

/** Writers number their articles together, and note what is acknowledged. */
export function createWriters(history: History, expected: Expected) {
  let last = 0;
  let edits = 0;
  /** Articles that are being written, or of which it is not known whether they were: one order is known of the others. */
  const unsettled = new Set<number>();

  async function send(node: Address, method: Dispatcher.HttpMethod, path: string, body: object): Promise<boolean> {
    const answer = await request(node.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400 && answer.statusCode < 500) throw new Error(`refused: ${answer.statusCode} ${text}`);
    return answer.statusCode < 300;
  }

  /** Writes at random nodes until it is told to stop. */
  return async function write(nodes: readonly Address[], stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const node = nodes[Math.floor(Math.random() * nodes.length)] as Address;
      // Older ones stand in archives, all of which are written anew for an edit.
      const chosen = last - Math.floor(Math.random() * 15);
      const isEdit = last > 20 && Math.random() < 0.2 && !unsettled.has(chosen);
      const number = isEdit ? chosen : ++last;
      unsettled.add(number);
      const article = articleOf(number, isEdit ? ++edits : 0);
      const acknowledge = expected.change(new Map([[article.id, article.summary]]));
      const path = `/admin/articles/${encodeURIComponent(article.id)}`;
      const sent = isEdit ? send(node, "PUT", path, article) : send(node, "POST", "/admin/articles", article);
      const isDone = await sent.catch((error: unknown) => {
        if (String(error).includes("refused")) history.failedPolls.push(`a change at node ${node.number} was ${error}`);
        return false;
      });
      if (isDone) {
        acknowledge();
        unsettled.delete(number);
        if (!isEdit) history.acknowledged.set(number, performance.now());
      }
      await sleep(writePauseMs);
    }
  };
}
