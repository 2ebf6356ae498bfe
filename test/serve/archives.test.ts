import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { formats } from "../../src/render/formats.ts";
import { stepOf, walk } from "../publish/walk.ts";
import { json, standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { evaluate } from "../xml.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything, limit: 2 }
  - { slug: all, title: All, description: In one document, limit: 1000 }
  - { slug: newest, title: Newest, description: No archive, limit: 2, archive: false }
`;
const start = "2026-09-02T10:00:00Z";
const origin = "https://feeds.example";

async function put(service: TestService, ids: readonly number[], more: object = {}): Promise<void> {
  for (const id of ids) {
    const date_published = new Date(Date.parse("2026-08-01T00:00:00Z") + id * 60_000).toISOString();
    await service.admin("POST", "/articles", { id: `urn:x:${id}`, title: `Title ${id}`, date_published, ...more });
  }
  await service.admin("POST", "/regenerate");
}

const readFrom = (service: TestService) => async (path: string) => {
  const { status, body } = await service.get(path);
  return status === 200 ? body.toString() : undefined;
};

const descending = (from: number, to = 1) =>
  Array.from({ length: from - to + 1 }, (_, index) => `urn:x:${from - index}`);

slowTest("archives over HTTP: their bytes never change, and lead to each other both ways", async (t) => {
  const clock = standingClock(start);
  let service = await startService(t, { clock, config });
  await put(service, [1, 2, 3, 4, 5, 6, 7]);

  for (const { name, mediaType } of formats) {
    const path = `/feeds/news.${name}`;
    const subscription = (await service.get(path)).body.toString();
    const { ids, oldest = "" } = await walk(subscription, name, readFrom(service));
    t.strictSame(ids, descending(7), `${name}, backwards`);

    const first = await service.get(`/feeds/news/archive/1.${name}`, { "accept-encoding": "gzip" });
    t.equal(first.status, 200);
    t.equal(first.headers["cache-control"], "public, max-age=31536000, immutable");
    t.equal(first.headers["content-type"], `${mediaType}; charset=utf-8`);
    t.equal(first.headers["content-length"], String(first.body.length));
    t.match(first.headers.link, `<${origin}/feeds/news/archive/1.${name}>; rel="self"`);
    const etag = String(first.headers.etag);
    const again = await service.get(`/feeds/news/archive/1.${name}`, { "if-none-match": etag });
    t.equal(again.status, 304);
    t.equal(again.headers["cache-control"], first.headers["cache-control"]);
    t.equal(
      (await service.get(`/feeds/news/archive/1.${name}`, {}, "HEAD")).headers["content-length"],
      String(first.body.length),
    );

    const seen: string[] = [];
    let at = oldest;
    for (let hops = 0; at !== path && hops < 20; hops++) {
      seen.push(...stepOf((await service.get(at)).body.toString(), name).ids.toReversed());
      const next = await service.get(at.replace(`.${name}`, `/next.${name}`));
      t.equal(next.status, 307);
      t.equal(next.headers["cache-control"], "public, max-age=60");
      at = String(next.headers.location);
    }
    seen.push(...stepOf(subscription, name).ids.toReversed());
    t.strictSame(seen, descending(7).reverse(), `${name}, forwards`);
  }

  const before = await service.get("/feeds/news/archive/1.atom");
  await put(service, [8]);
  await put(service, [1], { title: "Edited" });
  await service.admin("DELETE", "/articles/urn:x:4");
  clock.move(5000);
  await service.admin("POST", "/regenerate");
  t.same((await service.get("/feeds/news/archive/1.atom")).body, before.body, "replaced, but the same to the byte");
  const found = await walk((await service.get("/feeds/news.rss")).body.toString(), "rss", readFrom(service));
  t.strictSame(
    found.ids,
    descending(8).filter((id) => id !== "urn:x:4"),
  );
  t.equal(found.titles.at(-1), "Edited");

  service = await service.restart();
  t.same((await service.get("/feeds/news/archive/1.atom")).body, before.body, "also after a restart");
  t.equal(
    (await walk((await service.get("/feeds/news.json")).body.toString(), "json", readFrom(service))).ids.length,
    7,
  );
  clock.move((300 + 600 + 86_400 + 3600) * 1000 + 5000);
  await service.admin("POST", "/regenerate");
  t.equal((await service.get("/feeds/news/archive/1.atom")).status, 404, "gone when no cache can name it any more");
  t.equal((await service.get("/feeds/news/archive/1/next.atom")).status, 404);
  t.equal(
    (await walk((await service.get("/feeds/news.json")).body.toString(), "json", readFrom(service))).ids.length,
    7,
  );
  const files = await readdir(join(service.folder, "feeds", "news", "archive"));
  t.notOk(files.includes("1.atom"));
});

test("a document says where it stands", async (t) => {
  const service = await startService(t, { clock: standingClock(start), config });
  await put(service, [1, 2, 3]);
  const marks = async (path: string) => {
    const xml = (await service.get(path)).body.toString();
    const count = (what: string) => evaluate(xml, `count(//*[local-name()='${what}'])`);
    const link = (rel: string) => evaluate(xml, `string(/*/descendant::*[local-name()='link'][@rel='${rel}']/@href)`);
    return [
      count("complete"),
      count("archive"),
      link("self"),
      link("current"),
      link("prev-archive"),
      link("next-archive"),
    ];
  };
  for (const format of ["rss", "atom"]) {
    const at = (path: string) => `${origin}/feeds/${path}.${format}`;
    t.strictSame(await marks(`/feeds/all.${format}`), [1, 0, at("all"), "", "", ""]);
    t.strictSame(await marks(`/feeds/newest.${format}`), [0, 0, at("newest"), "", "", ""]);
    t.strictSame(await marks(`/feeds/news.${format}`), [0, 0, at("news"), "", at("news/archive/1"), ""]);
    const archive = [0, 1, at("news/archive/1"), at("news"), "", at("news/archive/1/next")];
    t.strictSame(await marks(`/feeds/news/archive/1.${format}`), archive);
  }
  const feed = async (path: string) => json<Record<string, unknown>>(await service.get(path));
  t.match(await feed("/feeds/news.json"), { next_url: `${origin}/feeds/news/archive/1.json` });
  const { next_url, feed_url } = await feed("/feeds/news/archive/1.json");
  t.strictSame([next_url, feed_url], [undefined, `${origin}/feeds/news/archive/1.json`]);
  t.equal((await feed("/feeds/newest.json")).next_url, undefined);
});

slowTest("articles that come one by one fill archives; an archive is not made for each", async (t) => {
  const service = await startService(t, {
    clock: standingClock(start),
    config: config.replace("limit: 2", "limit: 4"),
  });
  for (let id = 1; id <= 14; id++) await put(service, [id]);
  const sizes: number[] = [];
  let path: string | undefined = "/feeds/news.atom";
  while (path !== undefined) {
    const step = stepOf((await service.get(path)).body.toString(), "atom");
    sizes.push(step.ids.length);
    path = step.previous;
  }
  t.strictSame(sizes, [4, 2, 4, 4]);
});

test("an archive whose article will expire is not immutable", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock, config });
  await put(service, [1], { _courant: { expires: "2026-09-02T11:00:00Z" } });
  await put(service, [2, 3]);
  const expiring = await service.get("/feeds/news/archive/1.rss");
  t.match(expiring.headers["cache-control"], /^public, max-age=(3600|359\d), stale-while-revalidate=0/);
});

test("a damaged archive is not served; the next regeneration makes it again, to the byte", async (t) => {
  const service = await startService(t, { clock: standingClock(start), config });
  await put(service, [1, 2, 3]);
  const path = "/feeds/news/archive/1.rss";
  const { body, headers } = await service.get(path);
  await writeFile(join(service.folder, "feeds", "news", "archive", "1.rss"), Buffer.alloc(body.length));
  const broken = await service.get(path);
  t.equal(broken.status, 503);
  t.match(json(broken), { code: "NOT_READY" });
  t.notMatch(broken.headers["cache-control"], /immutable/);
  await service.admin("POST", "/regenerate");
  const mended = await service.get(path);
  t.same(mended.body, body);
  t.equal(mended.headers.etag, headers.etag);
});
