import { token } from "../service.ts";
import { asking, type Scene } from "./scene.ts";

/** Each path and each client gets its own answer. */
export const pathScenes: Record<string, (scene: Scene) => Promise<void>> = {
  async "browsers that open a document, and readers"({ t, cache }) {
    const opened = { "sec-fetch-dest": "document", accept: "text/html", ...asking("gzip") };
    const reader = { accept: "application/rss+xml, */*", ...asking("gzip") };
    for (const [path, order] of [
      ["/feeds/short.rss", [opened, reader, opened, reader]],
      ["/feeds/short.atom", [reader, opened, reader, opened]],
    ] as const) {
      let fetches = 0;
      for (const headers of order) {
        const seen = await cache.ask(path, headers);
        const type = headers === opened ? "text/html" : path.endsWith("rss") ? "rss+xml" : "atom+xml";
        t.match(seen.headers["content-type"], type, path);
        t.match(seen.plain, headers === opened ? "<!DOCTYPE html>" : "<?xml");
        if (headers === opened) t.equal(seen.asked.length, 1, "a page is never kept under a document's address");
        else fetches += seen.asked.length;
      }
      t.equal(fetches, 1, "the document is");
    }
    const script = await cache.ask("/feeds/short.rss", { ...reader, "sec-fetch-dest": "empty" });
    t.match(script.plain, "<?xml");
  },

  async "nothing, gone, moved, and the next archive"({ t, cache }) {
    const html = { accept: "text/html,*/*" };
    for (const [path, status] of [
      ["/feeds/nothing.rss", 404],
      ["/feeds/podcast.rss", 410],
    ] as const) {
      for (const round of [1, 2]) {
        const reader = await cache.ask(path, { accept: "*/*" });
        const person = await cache.ask(path, html);
        t.strictSame([reader.status, person.status], [status, status]);
        t.match(reader.headers["content-type"], "application/problem+json", path);
        t.match(person.headers["content-type"], "text/html", path);
        t.match(reader.headers["cache-control"], "max-age=60");
        if (round === 2) t.strictSame([...reader.asked, ...person.asked], [], "kept for a moment");
      }
    }
    for (const [path, status, location] of [
      ["/feeds/latest.rss", 301, "/feeds/news.rss"],
      ["/feeds/short/archive/1/next.rss", 307, /^\/feeds\/short/],
    ] as const) {
      for (const round of [1, 2]) {
        const seen = await cache.ask(path);
        t.match([seen.status, seen.headers.location], [status, location]);
        if (round === 2) t.strictSame(seen.asked, [], "kept for a moment");
      }
    }
  },

  async "archives, for ever"({ t, service, cache }) {
    const path = "/feeds/short/archive/1.rss";
    const whole = (await service.get(path)).body.toString();
    const first = await cache.ask(path);
    t.equal(first.headers["cache-control"], "public, max-age=31536000, immutable");
    for (const header of ["gzip", undefined, "gzip"]) t.equal((await cache.ask(path, asking(header))).plain, whole);
    t.strictSame((await cache.ask(path)).asked, []);
    const { status, asked } = await cache.ask(path, { "if-none-match": String(first.headers.etag) });
    t.strictSame([status, asked], [304, []]);
  },

  async "answers that are not for caches"({ t, cache }) {
    const admin = { authorization: `Bearer ${token}` };
    for (const _ of [1, 2]) {
      t.equal((await cache.ask("/admin/runs", admin)).status, 200);
      const stranger = await cache.ask("/admin/runs");
      t.strictSame([stranger.status, stranger.asked.length], [401, 1]);
      const health = await cache.ask("/healthz");
      t.strictSame([health.status, health.asked.length], [200, 1]);
    }
  },
};
