import { setTimeout as sleep } from "node:timers/promises";
import type { Seen } from "./cache.ts";
import { asking, put, type Scene, strong, until } from "./scene.ts";

/** Documents that become stale, change or go. */
export const changeScenes: Record<string, (scene: Scene) => Promise<void>> = {
  async "stale, asked again, unchanged"({ t, origin, cache }) {
    const path = "/feeds/brief.rss";
    const full = await cache.ask(path, asking("gzip"));
    const etag = String(full.headers.etag);
    const conditions: [Record<string, string>, status: number, body: string][] = [
      [{ "if-none-match": etag }, 304, ""],
      [{}, 200, full.plain],
      [{ "if-none-match": '"other"' }, 200, full.plain],
    ];
    for (const [condition, status, body] of conditions) {
      const before = origin.asked.length;
      const askedAgain = () => origin.asked.slice(before).filter((each) => each.path === path);
      const client = await until(
        () => cache.ask(path, { ...asking("gzip"), ...condition }),
        () => askedAgain().length > 0,
      );
      t.match(askedAgain()[0], { status: 304, headers: { "if-none-match": strong(full) } }, "the service answers 304");
      t.strictSame([client.status, client.plain], [status, body], "and the client what it is due");
      t.equal(strong(client), strong(full));
    }
  },

  async "it changes: new bytes after max-age, to everyone"({ t, service, cache }) {
    const path = "/feeds/brief.atom";
    const before = new Map<string | undefined, Seen>();
    for (const coding of ["gzip", undefined, "br"]) before.set(coding, await cache.ask(path, asking(coding)));
    const known = new Map([...before.values()].map((seen) => [strong(seen), seen.plain]));
    await put(service, 1, "Another title");
    await service.admin("POST", "/regenerate");
    const now = (await service.get(path)).body.toString();
    t.match(now, "Another title");
    for (const [coding, old] of before) {
      const etag = String(old.headers.etag);
      const isPaired = ({ plain, ...seen }: Seen) => plain === (known.get(strong(seen as Seen)) ?? now);
      const news = await until(
        async () => {
          const seen = await cache.ask(path, asking(coding));
          t.ok(isPaired(seen), `${coding}: tag and bytes belong together`);
          return seen;
        },
        ({ plain }) => plain === now,
      );
      t.equal(news.plain, now, `${coding}`);
      t.not(strong(news), strong(old));
      const client = await cache.ask(path, { ...asking(coding), "if-none-match": etag });
      t.strictSame([client.status, client.plain], [200, now], `${coding}: the old tag gets the new bytes`);
    }
  },

  async "the service is gone for a while"({ t, service, origin, cache }) {
    const path = "/feeds/brief.json";
    const full = await cache.ask(path, asking("gzip"));
    origin.instead = "nobody";
    await sleep(2500);
    for (const _ of [1, 2, 3]) {
      const seen = await cache.ask(path, asking("gzip"));
      t.strictSame([seen.status, seen.plain], [200, full.plain], "stale is better than nothing");
      const client = await cache.ask(path, { ...asking("gzip"), "if-none-match": String(full.headers.etag) });
      t.equal(client.status, 304);
    }
    const unknown = await cache.ask("/feeds/brief", asking("gzip"));
    t.ok(unknown.status >= 500, "it cannot serve a page that it never had");
    origin.instead = undefined;
    await put(service, 2, "While it was gone");
    await service.admin("POST", "/regenerate");
    const back = await until(
      () => cache.ask(path, asking("gzip")),
      ({ plain }) => plain.includes("While it was gone"),
    );
    t.match(back.plain, "While it was gone");
    t.equal(
      (
        await until(
          () => cache.ask("/feeds/brief"),
          ({ status }) => status === 200,
        )
      ).status,
      200,
    );
  },

  async "a document that goes: 410 and 404 take its place"({ t, origin, cache }) {
    const path = "/feeds/brief.rss";
    const asked = () => cache.ask(path, asking("gzip"));
    for (const status of [410, 404]) {
      await until(asked, (seen) => seen.status === 200);
      origin.instead = { status, cacheControl: "public, max-age=1" };
      t.equal((await until(asked, (seen) => seen.status === status)).status, status);
      origin.instead = undefined;
    }
    t.equal((await until(asked, (seen) => seen.status === 200)).status, 200, "and it may come back");
  },
};
