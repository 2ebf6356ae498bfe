import { setTimeout as sleep } from "node:timers/promises";
import type { Test } from "tap";
import type { TestService } from "../service.ts";
import type { Cache, Seen } from "./cache.ts";
import type { Kind } from "./cache-kinds.ts";
import type { Origin } from "./origin.ts";

/** Channels that stay fresh for long, for a second, and one with archives. */
export const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
serving: { maxAge: 300, staleWhileRevalidate: 60, staleIfError: 600 }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: more, title: More, description: Everything again }
  - { slug: brief, title: Brief, description: Fresh for a second, maxAge: 1 }
  - { slug: short, title: Short, description: With archives, limit: 2 }
retired: [podcast]
moved: { latest: news }
`;

/** The play of one test: a service, a cache of one kind before it, and the requests that pass between them. */
export type Scene = { t: Test; service: TestService; origin: Origin; cache: Cache; kind: Kind };

/** Puts an article by number, the later the newer. */
export async function put(service: TestService, id: number, title = `Title ${id}`): Promise<void> {
  const content_html = `<p>${"Some text that is worth compressing. ".repeat(100)}</p>`;
  const date_published = new Date(Date.UTC(2026, 0, id)).toISOString();
  await service.admin("POST", "/articles", { id: `urn:x:${id}`, title, content_html, date_published });
}

/** The tag without what caches may make of it (RFC 9110 section 8.8.1). */
export const strong = ({ headers }: Seen) => String(headers.etag).replace(/^W\//, "");

/** Headers of a request with an Accept-Encoding, or without. */
export const asking = (header: string | undefined): Record<string, string> =>
  header === undefined ? {} : { "accept-encoding": header };

/** Caches ask again in the background, when they please. @returns the last that was seen */
export async function until(ask: () => Promise<Seen>, enough: (seen: Seen) => boolean): Promise<Seen> {
  let seen = await ask();
  for (let tries = 0; !enough(seen) && tries < 100; tries++) {
    await sleep(100);
    seen = await ask();
  }
  return seen;
}
