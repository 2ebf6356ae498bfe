import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "undici";
import { admin } from "../admin.ts";
import { makeArticles } from "../articles.ts";
import type { Running } from "../processes.ts";

/** Milliseconds from one addition to the next: a document changes at most once a second. */
const pauseMs = 1_300;

/**
 * Adds an article to a channel.
 * @returns the milliseconds from the request until each service shows it, in the order in which they are given
 */
export async function addOne(
  writing: Running,
  reading: readonly Running[],
  slug: string,
  number: number,
): Promise<number[]> {
  const [{ date_published: _, ...article } = { id: "" }] = makeArticles(1, { prefix: `more-${number}`, tags: [slug] });
  const path = `/feeds/${slug}.json`;
  const clients = reading.map(({ url }) => new Client(url));
  const etags = await Promise.all(clients.map((client) => etagAt(client, path)));
  const began = performance.now();
  const answered = admin(writing, "POST", "/admin/articles", article);
  const shown = await Promise.all(
    clients.map(async (client, index) => {
      await untilShown(client, path, etags[index] ?? "", article.id);
      return performance.now() - began;
    }),
  );
  await answered;
  await Promise.all(clients.map((client) => client.close()));
  await sleep(pauseMs);
  return shown;
}

async function etagAt(client: Client, path: string): Promise<string> {
  const { headers, body } = await client.request({ method: "GET", path });
  await body.dump();
  return String(headers.etag);
}

/** @throws when it is not there after a minute */
async function untilShown(client: Client, path: string, etag: string, id: string): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (performance.now() < deadline) {
    const headers = { "if-none-match": etag };
    const { statusCode, body } = await client.request({ method: "GET", path, headers });
    const text = await body.text();
    if (statusCode === 200 && text.includes(`"${id}"`)) return;
    await sleep(2);
  }
  throw new Error(`${path} does not show ${id}`);
}
