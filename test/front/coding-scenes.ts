import { asking, type Scene, strong } from "./scene.ts";

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

/** Codings and conditions of documents that are fresh. */
export const codingScenes: Record<string, (scene: Scene) => Promise<void>> = {
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
};
