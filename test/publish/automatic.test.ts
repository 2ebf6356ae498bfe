import { test } from "tap";
import { json, standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: tag-sport, title: Our sport, description: Made by hand, select: { tags: [sport, games] } }
perTag: true
perAuthor: { title: "{value} writes in {site}", description: "By {value}", content: summary, limit: 5 }
perLanguage: { archive: false }
retired: [tag-old]
`;

const put = (service: TestService, id: string, article: object) =>
  service.admin("PUT", `/articles/${id}`, { title: id, ...article });
const regenerate = (service: TestService) => service.admin("POST", "/regenerate");
const items = async (service: TestService, slug: string) => {
  const answer = await service.get(`/feeds/${slug}.json`);
  return answer.status === 200 ? json<{ items: { id: string }[] }>(answer).items.map(({ id }) => id) : answer.status;
};

slowTest("every value in use has a channel; new ones appear, empty ones stay", async (t) => {
  let service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z"), config });
  await put(service, "a", { tags: ["Open Web", "日本語"], authors: [{ name: "Inés Moreau" }], language: "en-GB" });
  await regenerate(service);
  t.strictSame(await items(service, "tag-open-web"), ["a"]);
  t.strictSame(await items(service, "author-ines-moreau"), ["a"]);
  t.strictSame(await items(service, "language-en-gb"), ["a"]);
  t.strictSame(await items(service, "language-en"), ["a"], "British English is English");
  t.match(json(await service.get("/feeds/author-ines-moreau.json")), {
    title: "Inés Moreau writes in Test Site",
    description: "By Inés Moreau",
  });
  t.match(json(await service.get("/feeds/tag-open-web.json")), { title: "Test Site – Open Web" });
  t.match(json(await service.get("/feeds/language-en-gb.json")), { language: "en-GB" });
  t.equal((await service.get("/feeds/tag-open-web")).status, 200, "its page");

  await put(service, "b", { tags: ["open web", "C++", "c", "C#"] });
  await regenerate(service);
  t.strictSame((await items(service, "tag-open-web")).toString(), "b,a", "another spelling, the same tag");
  const outline = (await service.get("/feeds.opml")).body.toString();
  const slugs = [...outline.matchAll(/xmlUrl="[^"]*\/feeds\/([^"]*)\.rss"/g)].map(([, slug]) => String(slug));
  t.equal(new Set(slugs).size, slugs.length);
  t.equal(slugs.filter((slug) => /^tag-c(-|$)/.test(slug)).length, 3, "c, C++ and C# are three");
  const japanese = slugs.find((slug) => /^tag-[0-9a-f]{8}$/.test(slug)) ?? "";
  t.strictSame(await items(service, japanese), ["a"]);

  await service.admin("DELETE", "/articles/a");
  await regenerate(service);
  t.strictSame(await items(service, "author-ines-moreau"), [], "valid and empty");
  t.match((await service.get("/feeds/author-ines-moreau.atom")).body.toString(), "<fh:complete/>");
  service = await service.restart();
  t.strictSame(await items(service, "author-ines-moreau"), []);
  t.equal((await service.get("/feeds.opml")).body.toString(), outline, "nothing moved");
  const run = json<{ documents: { unchanged: number } }>(
    await service.admin("POST", "/regenerate", { channels: ["author-ines-moreau"] }),
  );
  t.ok(run.documents.unchanged > 0, "one can be asked for by name");
});

test("configured channels come before automatic ones", async (t) => {
  const service = await startService(t, { config });
  await put(service, "a", { tags: ["Sport", "old"] });
  await put(service, "b", { tags: ["games"] });
  await regenerate(service);
  t.match(json(await service.get("/feeds/tag-sport.json")), { title: "Our sport" });
  t.equal((await service.get("/feeds/tag-old.json")).status, 410);
});

test("a value that only a future article has is not told before its time", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  const service = await startService(t, { clock, config });
  await put(service, "a", { tags: ["secret"], date_published: "2026-09-02T11:00:00Z" });
  await regenerate(service);
  t.equal(await items(service, "tag-secret"), 404);
  clock.move(3_600_001);
  await regenerate(service);
  t.strictSame(await items(service, "tag-secret"), ["a"]);
});

slowTest("a tag that looks like the mark of another one takes nothing from it", async (t) => {
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z"), config });
  await put(service, "a", { tags: ["e791e483", "新闻"] });
  await put(service, "b", { tags: ["新闻"] });
  const run = json<{ documents: { failed: unknown[] } }>(await regenerate(service));
  t.strictSame(run.documents.failed, []);
  t.strictSame(await items(service, "tag-e791e483"), ["a"]);
  const outline = (await service.get("/feeds.opml")).body.toString();
  const [, other = ""] = /feeds\/(tag-e791e483[0-9a-f]+)\.rss/.exec(outline) ?? [];
  t.strictSame([await items(service, other)].flat().sort(), ["a", "b"]);
});
