import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { request } from "undici";
import { admin } from "../admin.ts";
import { makeArticles } from "../articles.ts";
import type { Running } from "../processes.ts";

/** Milliseconds from one article to the next: a document changes at most once a second. */
const pauseMs = 1_500;

/**
 * Adds an article, and looks at the database and at every node until each has another document.
 * @returns the milliseconds from the commit in the database to each node; a node that has it with the commit: 0
 */
export async function measureLag(
  nodes: readonly Running[],
  { url, slug, number }: { url: string; slug: string; number: number },
): Promise<number[]> {
  const path = `/feeds/${slug}.json`;
  const [{ date_published: _, ...article } = { id: "" }] = makeArticles(1, { prefix: `lag-${number}`, tags: [slug] });
  const client = new pg.Client(url);
  await client.connect();
  try {
    const before = await entryOf(client, path);
    const etags = await Promise.all(nodes.map((node) => etagAt(node, path)));
    const writing = nodes[number % nodes.length] as Running;
    const answered = admin(writing, "POST", "/admin/articles", article);
    const committed = untilCommitted(client, path, before);
    const shown = await Promise.all(nodes.map((node, index) => untilShown(node, path, etags[index] ?? "")));
    await answered;
    const at = await committed;
    return shown.map((each) => Math.max(0, each - at));
  } finally {
    await client.end();
    await sleep(pauseMs);
  }
}

async function entryOf(client: pg.Client, path: string): Promise<string> {
  const { rows } = await client.query("SELECT entry FROM documents WHERE path = $1", [path]);
  return String(rows[0]?.entry);
}

/** @returns when the database had another document */
async function untilCommitted(client: pg.Client, path: string, before: string): Promise<number> {
  while ((await entryOf(client, path)) === before) await sleep(2);
  return performance.now();
}

async function etagAt({ url }: Running, path: string): Promise<string> {
  const { headers, body } = await request(url + path);
  await body.dump();
  return String(headers.etag);
}

/** @returns when the node had answered with another document than before */
async function untilShown({ url }: Running, path: string, etag: string): Promise<number> {
  for (;;) {
    const { statusCode, body } = await request(url + path, { headers: { "if-none-match": etag } });
    await body.dump();
    if (statusCode === 200) return performance.now();
    await sleep(5);
  }
}
