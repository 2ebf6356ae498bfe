import { test } from "tap";
import { formats } from "../../src/render/formats.ts";
import type { Run } from "../../src/stores/runs.ts";
import { json, standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { stepOf, walk } from "./walk.ts";

const configFor = (maxBytes: number, limit = 50) => `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything, maxBytes: ${maxBytes}, limit: ${limit} }
`;

async function put(service: TestService, articles: object[]): Promise<Run> {
  for (const [index, article] of articles.entries()) {
    const date_published = new Date(Date.parse("2026-08-01T00:00:00Z") + index * 60_000).toISOString();
    const answer = await service.admin("POST", "/articles", { id: `urn:x:${index}`, date_published, ...article });
    if (answer.status > 299) throw new Error(answer.body.toString());
  }
  return json(await service.admin("POST", "/regenerate", { force: true }));
}

const words = (bytes: number) => `<p>${"Zwölf Boxkämpfer &amp; so. ".repeat(Math.ceil(bytes / 30))}</p>`;

test("no document is larger than its channel's limit; the run says what was cut; nothing is lost", async (t) => {
  const maxBytes = 30_000;
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z"), config: configFor(maxBytes) });
  const run = await put(
    service,
    Array.from({ length: 40 }, (_, index) => ({ title: `Title ${index}`, content_html: words((index % 7) * 1000) })),
  );
  t.equal(run.documents.cut.length, 1);
  const [cut] = run.documents.cut;
  t.match(cut, { channel: "news", maxBytes, of: 40, summarised: [] });
  t.ok(cut && cut.articles > 1 && cut.articles < 40);

  for (const { name } of formats) {
    const read = async (path: string) => {
      const { body, status } = await service.get(path);
      t.equal(status, 200);
      t.ok(body.length <= maxBytes, `${path}: ${body.length}`);
      return body.toString();
    };
    const subscription = await read(`/feeds/news.${name}`);
    t.equal(stepOf(subscription, name).ids.length, cut?.articles, "the same articles in every format");
    t.equal((await walk(subscription, name, read)).ids.length, 40);
  }
});

test("an article too large for any document is there with its summary", async (t) => {
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z"), config: configFor(20_000) });
  const run = await put(service, [
    { title: "Small", content_html: "<p>whole</p>" },
    { title: "Large", summary: "What it is about", content_html: words(100_000) },
  ]);
  t.match(run.documents.cut, [{ articles: 2, of: 2, summarised: ["urn:x:1"] }]);
  const { body } = await service.get("/feeds/news.json");
  const { items } = JSON.parse(body.toString());
  t.match(items, [
    { title: "Large", summary: "What it is about" },
    { title: "Small", content_html: "<p>whole</p>" },
  ]);
  t.equal(items[0].content_html, undefined);
  for (const { name } of formats) t.ok((await service.get(`/feeds/news.${name}`)).body.length <= 20_000);
});

slowTest("a summary and tags too large for any document give way too", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  for (const content of ["full", "summary"]) {
    const service = await startService(t, {
      clock,
      config: configFor(20_000).replace("limit:", `content: ${content}, limit:`),
    });
    const tags = Array.from({ length: 50 }, (_, index) => `${index} ${"tag ".repeat(200)}`);
    const run = await put(service, [{ title: "Large", summary: "word ".repeat(20_000), tags }, { title: "Small" }]);
    t.match(run.documents.cut, [{ articles: 2, summarised: ["urn:x:0"] }]);
    for (const { name } of formats) {
      const { body } = await service.get(`/feeds/news.${name}`);
      t.ok(body.length <= 20_000, `${name}, ${content}: ${body.length}`);
      t.match(body.toString(), "word word word");
    }
  }
});

test("a run says nothing of limits that cut nothing", async (t) => {
  const service = await startService(t, {
    clock: standingClock("2026-09-02T10:00:00Z"),
    config: configFor(250_000, 2),
  });
  const run = await put(service, [{ title: "A" }, { title: "B" }, { title: "C" }]);
  t.strictSame(run.documents.cut, []);
  t.equal(stepOf((await service.get("/feeds/news.atom")).body.toString(), "atom").ids.length, 2);
});
