import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { test } from "tap";
import type { Draft } from "../../src/article/article.ts";
import { openFeedsDir } from "../../src/published/files.ts";
import type { FormatName } from "../../src/render/format.ts";
import { formats } from "../../src/render/formats.ts";
import { createAcceptEncodingReader } from "../../src/serve/accept-encoding.ts";
import { createDelta } from "../../src/serve/delta.ts";
import { stepOf } from "../publish/walk.ts";
import { feedsmith } from "../readers/feedsmith.ts";
import { type Answer, json, standingClock, startService, type TestService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { goldenCases, goldenService } from "../validators/golden.ts";
import { atomMistakes, jsonFeedMistakes } from "../validators/schemas.ts";
import { canonical } from "../xml.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: newest, title: Newest, description: The newest three, limit: 3 }
  - { slug: whole, title: Whole, description: Never in part, deltas: false }
perTag: true
`;
const clock = () => standingClock("2026-09-02T10:00:00Z");
const text = "<p>Words that repeat make a document that compresses well.</p>".repeat(40);

async function put(service: TestService, articles: Record<number, string>): Promise<void> {
  for (const [id, title] of Object.entries(articles)) {
    const date_published = new Date(Date.parse("2026-08-01T00:00:00Z") + Number(id) * 60_000).toISOString();
    const article = { id: `urn:x:${id}`, title, date_published, content_html: text, tags: ["tech"] };
    const { status, body } = await service.admin("POST", "/articles", article);
    if (status > 201) throw new Error(body.toString());
  }
  await service.admin("POST", "/regenerate");
}

const userAgent = "newsboat/2.21.0 (Linux x86_64)";
const since = (etag: unknown, aIm = "feed") => ({
  "user-agent": userAgent,
  "a-im": aIm,
  "if-none-match": String(etag),
});
const titlesIn = ({ body }: Answer, format: FormatName) => stepOf(body.toString(), format).titles;

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

test("who gets a delta, and who the whole document or nothing", async (t) => {
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
  t.equal(coded.status, 200, "a delta is not coded: whoever refuses that gets the whole");
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

test("a document says that it is complete, a delta does not, unless it holds everything", async (t) => {
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

slowTest("deltas are valid documents, whatever is in them, and readers read them", async (t) => {
  const mistakes: Record<FormatName, (document: string) => string[]> = {
    rss: (document) => (canonical(document) === "" ? ["empty"] : []),
    atom: atomMistakes,
    json: jsonFeedMistakes,
  };
  for (const name of goldenCases) {
    const service = await goldenService(t, name);
    const { channels } = JSON.parse(await readFile(join(service.folder, "config", "courant.yaml"), "utf8"));
    const path = `/feeds/${channels[0].slug}`;
    const { articles } = json<{ articles: Draft[] }>(await service.admin("GET", "/articles?limit=100"));
    const addressOf = ({ id = "" }: Draft) => `/articles/${encodeURIComponent(id)}`;
    const change = async (method: "PUT" | "DELETE", changed: readonly Draft[]) => {
      const answers = formats.map(async (format) => (await service.get(`${path}.${format.name}`)).headers.etag);
      const tags = await Promise.all(answers);
      for (const article of changed) {
        const { id: _, ...body } = article;
        const { status } = await service.admin(method, addressOf(article), method === "PUT" ? body : undefined);
        if (status > 204) throw new Error(`${name}: ${method} ${article.id}: ${status}`);
      }
      await service.admin("POST", "/regenerate");
      return Promise.all(
        formats.map(async (format, index) => {
          const { status, body } = await service.get(`${path}.${format.name}`, since(tags[index]));
          t.equal(status, 226, `${name}.${format.name}`);
          t.strictSame(mistakes[format.name](body.toString()), [], `${name}.${format.name}`);
          return (await feedsmith.read(body.toString(), format.name)).items.length;
        }),
      );
    };
    const other = { id: "urn:x:other", title: "Another", date_published: "2020-01-01T00:00:00Z", tags: ["x"] };
    t.same(await change("PUT", [other]), [1, 1, 1], `${name}: one more`);
    if (articles.length > 0) {
      t.same(await change("DELETE", articles), [0, 0, 0], `${name}: nothing but deletions`);
      t.same(
        await change("PUT", articles),
        formats.map(() => articles.length),
        `${name}: all of them again`,
      );
    }
    await service.stop();
  }
});

test("known states stay known after a restart; damaged deltas and those of older versions begin anew", async (t) => {
  let service = await startService(t, { clock: clock(), config });
  const path = "/feeds/news.rss";
  await put(service, { 1: "One" });
  const former = (await service.get(path)).headers.etag;
  await put(service, { 2: "Two" });
  const current = (await service.get(path)).headers.etag;

  service = await service.restart();
  t.same(titlesIn(await service.get(path, since(former)), "rss"), ["Two"]);
  await put(service, { 3: "Three" });
  t.same(titlesIn(await service.get(path, since(former)), "rss"), ["Three", "Two"]);
  t.same(titlesIn(await service.get(path, since(current)), "rss"), ["Three"]);

  const file = join(service.folder, "feeds", "manifest.json");
  for (const [what, deltas] of [
    ["of an older version", undefined],
    ["nothing", null],
    ["text", "<item>"],
    ["out of bounds", { head: 1, separator: 0, tail: 0, items: [1e9], past: [String(former).slice(1, -1)], ages: [0] }],
  ] as const) {
    await service.stop();
    const manifest = JSON.parse(await readFile(file, "utf8"));
    const entry = manifest.documents.find((document: { path: string }) => document.path === path);
    t.ok(entry.deltas, what);
    entry.deltas = deltas;
    if (deltas === undefined) delete manifest.state;
    await writeFile(file, JSON.stringify(manifest));
    const { problems } = await openFeedsDir(join(service.folder, "feeds")).load();
    t.equal(problems.length, deltas === undefined ? 0 : 1, what);
    if (problems[0]) t.match(problems[0], "news.rss");

    service = await service.restart();
    const answer = await service.get(path, since(former));
    t.equal(answer.status, 200, `${what}: the whole document`);
    t.equal((await service.get(path.replace("rss", "atom"), since('"x"'))).status, 200);
    await put(service, { 3: `Three, ${what}` });
    t.same(titlesIn(await service.get(path, since(answer.headers.etag)), "rss"), [`Three, ${what}`], what);
  }
});

test("what a channel's switch forgets is not known when it is switched on again", async (t) => {
  let service = await startService(t, { clock: clock(), config });
  await put(service, { 1: "One" });
  const former = (await service.get("/feeds/news.json")).headers.etag;
  await put(service, { 2: "Two" });
  t.equal((await service.get("/feeds/news.json", since(former))).status, 226);
  service = await service.restart({ config: config.replace("Everything", "Everything, deltas: false") });
  t.equal((await service.get("/feeds/news.json", since(former))).status, 200);
  service = await service.restart({ config });
  t.equal((await service.get("/feeds/news.json", since(former))).status, 200);
});

test("who has the same delta again and again is refused like who downloads the whole, and counted", async (t) => {
  const limited = config.replace("Everything }", "Everything, downloadsPerHour: 2 }");
  const service = await startService(t, { clock: clock(), config: limited });
  await put(service, { 1: "One" });
  const { etag } = (await service.get("/feeds/news.rss")).headers;
  await put(service, { 2: "Two" });
  const statuses: number[] = [];
  for (let poll = 0; poll < 3; poll++) statuses.push((await service.get("/feeds/news.rss", since(etag))).status);
  t.same(statuses, [226, 226, 429]);
  t.match((await service.get("/metrics", { authorization: `Bearer ${token}` })).body.toString(), /status="226"/);
});

slowTest("clients that poll while articles come in miss none", async (t) => {
  const service = await startService(t, { clock: clock(), config });
  await put(service, { 0: "Zero" });
  let done = false;
  const poll = async (format: FormatName) => {
    const known = new Set<string>();
    const statuses = new Set<number>();
    let etag: string | undefined;
    for (let last = false; !last; last = done) {
      const answer = await service.get(`/feeds/news.${format}`, etag === undefined ? {} : since(etag));
      statuses.add(answer.status);
      etag = String(answer.headers.etag);
      if (answer.status !== 304) for (const title of titlesIn(answer, format)) known.add(title);
    }
    const answer = await service.get(`/feeds/news.${format}`, since(etag));
    if (answer.status !== 304) for (const title of titlesIn(answer, format)) known.add(title);
    return { known, statuses };
  };
  const clients = formats.map(({ name }) => poll(name));
  for (let index = 1; index <= 6; index++) await put(service, { [index]: `Title ${index}` });
  done = true;
  for (const { known, statuses } of await Promise.all(clients)) {
    t.equal(known.size, 7);
    t.ok(statuses.has(226));
  }
});

test("no A-IM and no If-None-Match make it throw, or cut what is not there", (t) => {
  const name = "0".repeat(32);
  const body = Buffer.from("<abc>[1,2,3]</abc>");
  const variant = { bytes: body.length, etag: '"now"', sha256: "", body };
  const deltas = { head: 6, separator: 1, tail: 7, items: [1, 1, 1], past: [name], ages: [1, 0, 0] };
  const document = {
    path: "/",
    file: "x",
    type: "x",
    maxAge: 1,
    lastModified: 0,
    variants: { identity: variant },
    deltas,
  };
  const readAcceptEncoding = createAcceptEncodingReader();
  const tag = fc.oneof(fc.constantFrom(`"${name}"`, `W/"${name}-gzip"`, `"${name}`, "*", ","), fc.string());
  const list = fc.array(tag, { maxLength: 5 }).map((tags) => tags.join(","));
  const manipulation = fc.oneof(fc.constantFrom("feed", "FEED;q=1", "feed;q=0", "gzip", ";", "q=1"), fc.string());
  fc.assert(
    fc.property(fc.array(manipulation, { maxLength: 4 }), list, fc.boolean(), (manipulations, ifNoneMatch, accepts) => {
      const accepted = readAcceptEncoding(accepts ? "gzip" : "gzip, identity;q=0");
      const asked = { userAgent, aIm: manipulations.join(","), ifNoneMatch, coding: "identity", accepted } as const;
      const delta = createDelta(document, asked);
      if (delta && !accepts) throw new Error("a coding that is excluded");
      if (delta && delta.body.toString() !== "<abc>[2,3]</abc>") throw new Error(delta.body.toString());
      if (delta && !/^"0{32}(-\w+)*"$/.test(String(delta.headers["delta-base"]))) throw new Error("another base");
      if (delta && !/feed/i.test(asked.aIm)) throw new Error("not asked for");
    }),
  );
  const accepted = readAcceptEncoding("gzip");
  const asked = { userAgent, aIm: "feed", ifNoneMatch: `"${name}"`, coding: "identity", accepted } as const;
  t.equal(createDelta(document, asked)?.body.toString(), "<abc>[2,3]</abc>");
  const { body: _, ...onDisk } = variant;
  t.equal(createDelta({ ...document, variants: { identity: onDisk } }, asked), undefined);
  t.end();
});
