import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { test } from "tap";
import { formats } from "../../src/render/formats.ts";
import { type Answer, startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { clock, config, put, since, titlesIn, userAgent } from "./delta-service.ts";

function withoutConnection({ headers }: Answer) {
  const { connection: _, "keep-alive": __, date: ___, ...rest } = headers;
  return rest;
}

test("A-IM: feed with the tag of a former state: 226 with what is new or changed, in every format and kind of channel", async (t) => {
  const service = await startService(t, { clock: clock(), config });
  await put(service, { 1: "One", 2: "Two", 3: "Three", 4: "Four" });
  const paths = ["news", "newest", "tag-tech"].flatMap((slug) =>
    formats.map(({ name }) => ({ path: `/feeds/${slug}.${name}`, format: name })),
  );
  const tags = await Promise.all(paths.map(async ({ path }) => (await service.get(path)).headers.etag));
  await put(service, { 3: "Three, corrected", 5: "Five" });

  for (const [index, { path, format }] of paths.entries()) {
    const full = await service.get(path);
    const delta = await service.get(path, since(tags[index]));
    t.equal(delta.status, 226, path);
    t.same(titlesIn(delta, format), ["Five", "Three, corrected"], "in the document's order");
    const said = withoutConnection(delta);
    t.match(said, {
      im: "feed",
      "delta-base": tags[index],
      "cache-control": "no-store, im",
      "content-length": String(delta.body.length),
    });
    const same = ["etag", "last-modified", "content-type", "link", "vary", "x-content-type-options"];
    const cors = ["access-control-allow-origin", "access-control-expose-headers"];
    for (const name of [...same, ...cors]) t.equal(said[name], full.headers[name], `${path}: ${name} of the 200`);
    t.equal(said["content-encoding"], undefined);

    const head = await service.get(path, since(tags[index]), "HEAD");
    t.equal(head.status, 226);
    t.equal(head.body.length, 0);
    t.same(withoutConnection(head), said, "HEAD equals GET without the body");

    t.equal((await service.get(path, since(said.etag))).status, 304, "and then nothing is new");
    t.equal((await service.get(path)).headers["cache-control"], full.headers["cache-control"]);
  }
});

test("a request with A-IM is answered with a delta, the whole document or nothing", async (t) => {
  const service = await startService(t, { clock: clock(), config });
  const path = "/feeds/news.atom";
  await put(service, { 1: "One" });
  const gone = String((await service.get(path)).headers.etag);
  await put(service, { 2: "Two" });
  const gzip = await service.get(path, { "accept-encoding": "gzip" });
  const former = String((await service.get(path)).headers.etag);
  await put(service, { 3: "Three" });
  const current = String((await service.get(path)).headers.etag);
  const { "last-modified": lastModified } = (await service.get(path)).headers;
  t.equal(gzip.headers.etag, former.replace(/"$/, '-gzip"'));

  const cases: [what: string, headers: Record<string, string>, status: number, items?: number][] = [
    ["the former state", since(former), 226, 1],
    ["the state before that", since(gone), 226, 2],
    ["the tag of another coding", since(gzip.headers.etag), 226, 1],
    ["a tag that a proxy made weak", since(`W/${former}`), 226, 1],
    ["a suffix that a proxy put behind it", since(`${former.slice(0, -1)}-br-gzip"`), 226, 1],
    ["a list, of which the newest known state counts", since(`"x", ${gone}, W/${former}, "y"`), 226, 1],
    ["the same, the other way round", since(`${former}, ${gone}`), 226, 1],
    ["10 kB of tags", since(`${'"tag", '.repeat(1500)}${gone}`), 226, 2],
    ["a list with the current state", since(`${former}, ${current}`), 304],
    ["the current state", since(current), 304],
    ["any state", since("*"), 304],
    ["an unknown tag", since('"unknown"'), 200, 3],
    ["a tag that only begins alike", since(`${former.slice(0, -2)}"`), 200, 3],
    ["a tag with an unknown suffix", since(`${former.slice(0, -1)}-x"`), 200, 3],
    ["a tag without quotes", since(former.slice(1, -1)), 200, 3],
    ["an empty list", since(""), 200, 3],
    ["no tag (10.5.3: there must be one)", { "user-agent": userAgent, "a-im": "feed" }, 200, 3],
    ["no tag, but a date", { "user-agent": userAgent, "a-im": "feed", "if-modified-since": String(lastModified) }, 304],
    ["a tag, and a date that would be 304", { ...since(former), "if-modified-since": String(lastModified) }, 226, 1],
    ["without A-IM", { "user-agent": userAgent, "if-none-match": former }, 200, 3],
    ["among others", since(former, "vcdiff, feed, gzip;q=0.5"), 226, 1],
    ["in capitals, with spaces", since(former, " FEED ; Q=0.5 ,diffe"), 226, 1],
    ["refused (10.5.3)", since(former, "feed;q=0"), 200, 3],
    ["refused to three places", since(former, "feed; q=0.000, gzip"), 200, 3],
    ["preferred to the whole", since(former, "identity;q=0.5, feed"), 226, 1],
    ["the whole preferred", since(former, "feed;q=0.5, identity"), 200, 3],
    ["other manipulations only", since(former, "vcdiff, gzip"), 200, 3],
    ["a name that only begins alike", since(former, "feeds"), 200, 3],
    ["anything, which A-IM cannot say", since(former, "*"), 200, 3],
    ["empty", since(former, ""), 200, 3],
    ["codings", { ...since(former), "accept-encoding": "gzip, br" }, 226, 1],
    ["a browser that opens it", { ...since(former), "sec-fetch-dest": "document" }, 200],
  ];
  for (const [what, headers, status, items] of cases) {
    const answer = await service.get(path, headers);
    t.equal(answer.status, status, what);
    if (items !== undefined) t.equal(titlesIn(answer, "atom").length, items, what);
    t.equal(answer.headers.im, status === 226 ? "feed" : undefined, what);
  }
  const coded = await service.get(path, { ...since(former), "accept-encoding": "gzip, identity;q=0" });
  t.equal(coded.status, 200, "a delta is not coded: a client that refuses that gets the whole");
  t.equal(coded.headers["content-encoding"], "gzip");
  t.match((await service.get(path, since(`"x", ${gone}, W/${former}`))).headers, { "delta-base": former });

  for (const page of ["/", "/feeds/news", "/feeds.opml", "/healthz"]) {
    const { headers } = await service.get(page);
    t.equal((await service.get(page, since('"x"'))).status, 200, page);
    t.equal((await service.get(page, since(former))).headers.etag, headers.etag, page);
  }
});

test("archives and channels with `deltas: false` are sent whole", async (t) => {
  const service = await startService(t, { clock: clock(), config });
  await put(service, { 1: "One", 2: "Two", 3: "Three", 4: "Four" });
  const paths = ["/feeds/whole.rss", "/feeds/newest/archive/1.rss"];
  const tags = await Promise.all(paths.map(async (path) => (await service.get(path)).headers.etag));
  await put(service, { 5: "Five" });
  for (const [index, path] of paths.entries()) {
    const { headers, body } = await service.get(path, since(tags[index]));
    const { etag } = (await service.get(path)).headers;
    t.equal(headers.im, undefined, path);
    if (etag !== tags[index]) t.equal(body.length, Number((await service.get(path)).headers["content-length"]));
  }
  t.equal((await service.get("/feeds/whole.rss", since(tags[0]))).status, 200);

  const manifest = await readFile(join(service.folder, "feeds", "manifest.json"), "utf8");
  const { documents } = JSON.parse(manifest) as { documents: { path: string; deltas?: object }[] };
  const withDeltas = documents.flatMap(({ path, deltas }) => (deltas ? path : []));
  const feeds = ["news", "newest", "tag-tech"].flatMap((slug) => formats.map(({ name }) => `/feeds/${slug}.${name}`));
  t.same(withDeltas.sort(), feeds.sort());
});

slowTest("a document says that it is complete, a delta does not, unless it holds everything", async (t) => {
  const service = await startService(t, { clock: clock(), config });
  for (const format of ["rss", "atom"] as const) {
    const path = `/feeds/news.${format}`;
    await put(service, { 1: "fh:complete", 2: "<fh:complete/>" });
    const before = await service.get(path);
    t.match(before.body.toString(), "<fh:complete/>");
    await put(service, { 2: `Only this changed for ${format}` });
    const delta = await service.get(path, since(before.headers.etag));
    t.same(titlesIn(delta, format), [`Only this changed for ${format}`]);
    t.notMatch(delta.body.toString(), "<fh:complete/>");
    t.match(delta.body.toString(), 'rel="self"');

    await put(service, { 1: `Both changed for ${format}`, 2: `Both changed for ${format}` });
    const full = await service.get(path);
    const all = await service.get(path, since(before.headers.etag));
    t.equal(all.status, 226);
    t.ok(all.body.equals(full.body), "a delta with every item is the document");
    const coded = await service.get(path, { ...since(before.headers.etag), "accept-encoding": "gzip" });
    t.match(coded.headers, { im: "feed", "content-encoding": "gzip", "content-length": String(coded.body.length) });
    t.equal(coded.headers.etag, `${String(full.headers.etag).slice(0, -1)}-gzip"`);
    t.ok(gunzipSync(coded.body).equals(full.body), "which is there in every coding");
  }
});
