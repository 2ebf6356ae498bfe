import { join } from "node:path";
import type { Test } from "tap";
import { freePort, startService, type TestService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { type Cache, cacheAt, isTold, type Seen, tellAsked, tellTitle } from "./cache.ts";
import { noOpenssl } from "./certificate.ts";
import { startRecipe } from "./courant.ts";
import { noNginx, startNginx } from "./nginx.ts";
import { type Origin, startOrigin } from "./origin.ts";
import { openFolder } from "./program.ts";
import { noVarnish, startVarnish } from "./varnish.ts";

const config = `
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

/** What a cache can do, beside what every one must. */
type Kind = {
  name: string;
  skip: string | false;
  start(t: Test, origin: Origin): Promise<string>;
  /** It passes a refusal of everything on, and 406 back. */
  refuses: boolean;
  /** How many copies it asks the service for, whatever its clients write in Accept-Encoding. */
  copies: number;
  /** It reads lists of tags; otherwise a list gets all the bytes. */
  lists: boolean;
};

const kinds: Kind[] = [
  {
    name: "nginx, as it is",
    skip: noNginx,
    refuses: true,
    copies: Number.POSITIVE_INFINITY,
    lists: true,
    async start(t, origin) {
      const port = await freePort();
      const folder = await openFolder(t);
      await startNginx(
        t,
        port,
        () => `
  proxy_cache_path ${join(folder, "cache")} keys_zone=all:1m use_temp_path=off;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${origin.port};
      proxy_cache all;
      proxy_cache_revalidate on;
      proxy_cache_background_update on;
      add_header X-Cache-Status $upstream_cache_status always;
    }
  }`,
      );
      return `http://127.0.0.1:${port}`;
    },
  },
  {
    name: "nginx, by docs/examples",
    skip: noNginx || noOpenssl,
    refuses: true,
    copies: 3,
    lists: true,
    async start(t, origin) {
      const { https } = await startRecipe(t, `127.0.0.1:${origin.port}`);
      return `https://127.0.0.1:${https}`;
    },
  },
  {
    name: "Varnish",
    skip: noVarnish,
    refuses: false,
    copies: 1,
    lists: false,
    async start(t, origin) {
      const port = await freePort();
      await startVarnish(t, port, origin.port);
      return `http://127.0.0.1:${port}`;
    },
  },
  {
    name: "Varnish, without gzip of its own",
    skip: noVarnish,
    refuses: true,
    copies: Number.POSITIVE_INFINITY,
    lists: false,
    async start(t, origin) {
      const port = await freePort();
      await startVarnish(t, port, origin.port, ["http_gzip_support=off"]);
      return `http://127.0.0.1:${port}`;
    },
  },
];

// They wait more than they work.
slowTest("behind caches", { jobs: kinds.length }, async (t) => {
  for (const kind of kinds) {
    t.test(`behind ${kind.name}`, { skip: kind.skip, buffered: !isTold }, async (t) => {
      const service = await startService(t, { config });
      for (const id of [1, 2, 3, 4, 5]) await put(service, id);
      await service.admin("POST", "/regenerate");
      const origin = await startOrigin(t, service.url, tellAsked);
      const cache = cacheAt(t, kind.name, await kind.start(t, origin), origin);
      const scene = { t, service, origin, cache, kind };
      for (const [name, play] of Object.entries(scenes)) {
        await t.test(name, async (t) => {
          tellTitle(`${kind.name}: ${name}`);
          await play({ ...scene, t });
        });
      }
    });
  }
});

type Scene = { t: Test; service: TestService; origin: Origin; cache: Cache; kind: Kind };

async function put(service: TestService, id: number, title = `Title ${id}`): Promise<void> {
  const content_html = `<p>${"Some text that is worth compressing. ".repeat(100)}</p>`;
  const date_published = new Date(Date.UTC(2026, 0, id)).toISOString();
  await service.admin("POST", "/articles", { id: `urn:x:${id}`, title, content_html, date_published });
}

/** The tag without what caches may make of it (RFC 9110 section 8.8.1). */
const strong = ({ headers }: Seen) => String(headers.etag).replace(/^W\//, "");

/** Accept-Encoding, and the codings that may come. */
const accepts: [header: string | undefined, allowed: string[]][] = [
  ["gzip", ["gzip"]],
  [undefined, ["identity"]],
  ["br", ["br", "identity"]],
  ["gzip", ["gzip"]],
  [undefined, ["identity"]],
  ["gzip, deflate, br, zstd", ["gzip", "br", "zstd"]],
  ["gzip;q=0", ["identity"]],
  ["gzip;q=0, br;q=0.5", ["br", "identity"]],
  ["br;q=0.000, gzip;q=0.001", ["gzip", "identity"]],
  ["identity", ["identity"]],
  ["compress, x-nothing", ["identity"]],
  ["gzipped, xbr", ["identity"]],
  ["", ["identity"]],
  ["gzip, identity;q=0", ["gzip"]],
  ["br", ["br", "identity"]],
  [undefined, ["identity"]],
];

const asking = (header: string | undefined): Record<string, string> =>
  header === undefined ? {} : { "accept-encoding": header };

async function codings({ t, service, cache, kind }: Scene, path: string, order: typeof accepts) {
  const whole = (await service.get(path)).body.toString();
  const tags = new Set<string>();
  for (const round of ["first", "second"]) {
    let asked = 0;
    for (const [header, allowed] of order) {
      const seen = await cache.ask(path, asking(header));
      const coding = String(seen.headers["content-encoding"] ?? "identity");
      t.equal(seen.status, 200);
      t.ok(allowed.includes(coding), `${round}: ${header} got ${coding}`);
      t.equal(seen.plain, whole, `${round}: ${header}: the whole document`);
      t.match(seen.headers.vary, "Accept-Encoding");
      t.equal(Number(seen.headers["content-length"] ?? seen.body.length), seen.body.length);
      // A strong tag is of these very bytes.
      if (!String(seen.headers.etag).startsWith("W/")) {
        const suffix = coding === "identity" ? '[0-9a-f]"' : `-${coding}"`;
        t.match(seen.headers.etag, new RegExp(`${suffix}$`), `${round}: ${header}`);
      }
      tags.add(strong(seen));
      asked += seen.asked.length;
    }
    const distinct = new Set(order.map(([header]) => header)).size;
    if (round === "second") t.equal(asked, 0, "everything is a hit the second time");
    else t.ok(asked <= Math.min(kind.copies + 1, distinct), `the service was asked ${asked} times`);
  }
  t.ok(tags.size <= 4);
}

const scenes: Record<string, (scene: Scene) => Promise<void>> = {
  "gzip first, then plain, Brotli and back": (scene) => codings(scene, "/feeds/news.rss", accepts),

  "identity first": (scene) => codings(scene, "/feeds/news.atom", accepts.toReversed()),

  async "everything refused"({ t, cache, kind }) {
    for (const header of ["identity;q=0", "*;q=0"]) {
      for (const _ of [1, 2]) {
        const { status, plain } = await cache.ask("/feeds/news.json", asking(header));
        t.equal(status, kind.refuses ? 406 : 200, header);
        t.match(plain, kind.refuses ? "NOT_ACCEPTABLE" : '"version"');
      }
    }
    t.equal((await cache.ask("/feeds/news.json", asking("gzip"))).status, 200, "and nobody else is refused");
  },

  async "HEAD before GET, and after"({ t, cache }) {
    const path = "/feeds/more.rss";
    const before = await cache.ask(path, asking("gzip"), "HEAD");
    t.match([before.status, before.body.length], [200, 0]);
    const get = await cache.ask(path, asking("gzip"));
    const after = await cache.ask(path, asking("gzip"), "HEAD");
    t.strictSame([after.status, after.body.length, after.asked], [200, 0, []], "a hit");
    for (const name of ["etag", "last-modified", "content-type", "cache-control", "vary", "link", "content-encoding"]) {
      t.strictSame([before.headers[name], after.headers[name]], [get.headers[name], get.headers[name]], name);
    }
    for (const head of [before, after]) {
      const length = head.headers["content-length"];
      if (length !== undefined) t.equal(Number(length), get.body.length);
    }
    t.equal((await cache.ask(path, asking("gzip"))).plain, get.plain);
  },

  async "conditions while it is fresh"({ t, cache, kind }) {
    const path = "/feeds/more.json";
    const full = await cache.ask(path, asking("gzip"));
    const date = String(full.headers["last-modified"]);
    const etag = String(full.headers.etag);
    const cases: [Record<string, string>, status: number][] = [
      [{ "if-none-match": etag }, 304],
      [{ "if-none-match": `"other", ${etag}` }, kind.lists ? 304 : 200],
      [{ "if-none-match": `W/${strong(full)}` }, 304],
      [{ "if-modified-since": date }, 304],
      [{ "if-none-match": '"other"' }, 200],
      [{ "if-none-match": '"other"', "if-modified-since": date }, 200],
      [{ "if-modified-since": new Date(Date.parse(date) - 1000).toUTCString() }, 200],
    ];
    for (const [condition, status] of cases) {
      const seen = await cache.ask(path, { ...asking("gzip"), ...condition });
      t.strictSame([seen.status, seen.asked], [status, []], JSON.stringify(condition));
      t.equal(seen.plain, status === 200 ? full.plain : "");
      t.equal(strong(seen), strong(full));
      t.equal(seen.headers["cache-control"], full.headers["cache-control"]);
      t.match(seen.headers.vary, "Accept-Encoding");
    }
  },

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
    t.ok(unknown.status >= 500, "what it never had it cannot serve");
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

  async "what is not for caches"({ t, cache }) {
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

async function sleep(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Caches ask again in the background, when they please. @returns the last that was seen */
async function until(ask: () => Promise<Seen>, enough: (seen: Seen) => boolean): Promise<Seen> {
  let seen = await ask();
  for (let tries = 0; !enough(seen) && tries < 100; tries++) {
    await sleep(100);
    seen = await ask();
  }
  return seen;
}
