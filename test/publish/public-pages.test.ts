import { test } from "tap";
import type { Run } from "../../src/stores/runs.ts";
import { json, standingClock, startService, type TestService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";

const config = (channels: readonly string[], more = "") => `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
channels:
${channels.map((channel) => `  - { ${channel} }`).join("\n")}
${more}`;

const news = "slug: news, title: News, description: Everything";
const put = (service: TestService, id: string, article: object) =>
  service.admin("PUT", `/articles/${id}`, { title: `About ${id}`, content_html: "<p>Text</p>", ...article });
const regenerate = (service: TestService) => service.admin("POST", "/regenerate");
const pageAt = async (service: TestService, path: string) =>
  String((await service.get(path, { accept: "text/html" })).body);

/** The tags of an article's page, each with where it leads. */
async function tagsOf(service: TestService, id: string): Promise<Record<string, string>> {
  const [list = ""] = /<ul class="tags[\s\S]*?<\/ul>/.exec(await pageAt(service, `/articles/${id}`)) ?? [];
  const items = [...list.matchAll(/<li[^>]*>([\s\S]*?)<\/li>/g)].map(([, item = ""]) => item);
  return Object.fromEntries(
    items.map((item) => [item.replace(/<[^>]*>/g, "").trim(), /href="([^"]*)"/.exec(item)?.[1] ?? ""]),
  );
}

/** The titles in the list of newest articles on the home page. */
async function newestOf(service: TestService): Promise<string[]> {
  const [, list = ""] = /class="newest"[\s\S]*?<ol>([\s\S]*?)<\/ol>/.exec(await pageAt(service, "/")) ?? [];
  return [...list.matchAll(/About (\w+)/g)].map(([, id = ""]) => id);
}

test("a public page does not lead to a private channel, also when the channel was public before", async (t) => {
  const sea = { slug: "sea", title: "The sea", description: "d", select: { tags: ["sea"] } };
  const service = await startService(t, { config: config([news, JSON.stringify(sea).slice(1, -1)]) });
  await put(service, "a", { tags: ["sea"] });
  await regenerate(service);
  t.same(await tagsOf(service, "a"), { sea: "/feeds/sea" });
  const change = await service.admin("PATCH", "/channels/sea", { access: "private", exclusive: false });
  t.equal(change.status, 200);
  await regenerate(service);
  await until(async () => (await tagsOf(service, "a")).sea === "");
  t.notMatch(await pageAt(service, "/articles/a"), "feeds/sea");
});

test("tags lead to their channels, also on pages that are older than the channel", async (t) => {
  const service = await startService(t, {
    config: config(
      [news, "slug: sea, title: The sea, description: d, select: { tags: [Sea] }"],
      "perTag: { atLeast: 2 }",
    ),
  });
  await put(service, "a", { tags: ["sea", "rare", "Fog"] });
  await regenerate(service);
  t.same(await tagsOf(service, "a"), { Fog: "", rare: "", sea: "/feeds/sea" }, "a tag without a channel is no link");
  await put(service, "b", { tags: ["fog"] });
  await regenerate(service);
  t.equal((await service.get("/feeds/tag-fog")).status, 200);
  t.same(await tagsOf(service, "a"), { Fog: "/feeds/tag-fog", rare: "", sea: "/feeds/sea" }, "the older page");
  t.same(await tagsOf(service, "b"), { fog: "/feeds/tag-fog" });
  const { runs } = json<{ runs: { id: string }[] }>(await service.admin("GET", "/runs"));
  const made = await Promise.all(
    runs.map(async ({ id }) => json<Run>(await service.admin("GET", `/runs/${id}`)).made.map(({ what }) => what)),
  );
  const names = made.find((each) => each.includes("tag-fog")) ?? [];
  t.ok(
    names.indexOf("articles") < names.indexOf("tag-fog"),
    "older pages come before the channel: a run that is killed in between does both again",
  );
});

slowTest("the home page shows the newest articles of all channels, each once, when each is due", async (t) => {
  const clock = standingClock("2026-09-02T10:00:00Z");
  const selecting = (tag: string) => `slug: ${tag}, title: ${tag}, description: d, select: { tags: [${tag}] }`;
  const service = await startService(t, { clock, config: config([selecting("sea"), selecting("land")]) });
  for (let day = 1; day <= 9; day++) {
    await put(service, `d${day}`, { tags: day % 2 ? ["sea", "land"] : ["land"], date_published: `2026-08-0${day}` });
  }
  await put(service, "nowhere", { tags: ["air"], date_published: "2026-08-30" });
  await put(service, "later", { tags: ["sea"], date_published: "2026-09-02T11:00:00Z" });
  await service.admin("PUT", "/articles/draft", { title: "About draft", tags: ["sea"], _courant: { draft: true } });
  await regenerate(service);
  t.same(await newestOf(service), ["d9", "d8", "d7", "d6", "d5", "d4", "d3", "d2"]);
  t.notMatch(await pageAt(service, "/nowhere-at-all"), "About nowhere", "nor does the page for unknown addresses");
  clock.move(2 * 3_600_000);
  await regenerate(service);
  t.same((await newestOf(service)).slice(0, 2), ["later", "d9"], "an article that came due is the first");
  await service.admin("DELETE", "/articles/later");
  await regenerate(service);
  t.same((await newestOf(service)).slice(0, 2), ["d9", "d8"], "and one that is deleted is gone");
});

test("a page for unknown addresses names the nearest feed over HTTP, and never markup from the address", async (t) => {
  const service = await startService(t, {
    config: config([news, `slug: harbour, title: "Harbour & <b>", description: d`]),
  });
  await regenerate(service);
  const missing = async (path: string) => {
    const answer = await service.get(path, { accept: "text/html" });
    t.equal(answer.status, 404);
    return /<p class="nearest"( hidden)?>[\s\S]*?<\/p>/.exec(String(answer.body)) ?? [];
  };
  const [paragraph, hidden] = await missing("/feeds/harbor.rss");
  t.equal(hidden, undefined);
  t.match(paragraph, '<a href="/feeds/harbour" dir="auto">Harbour &amp; &lt;b&gt;</a>');
  for (const path of ["/feeds/xyzzyplugh", "/%3Cscript%3Ealert(1)%3C/script%3E", `/${"h".repeat(4000)}`, "/$&$1"]) {
    const [nothing, isHidden] = await missing(path);
    t.ok(isHidden, path.slice(0, 40));
    t.notMatch(nothing, "script");
  }
  const program = await service.get("/feeds/harbor.rss", { accept: "application/rss+xml" });
  t.match(program.headers["content-type"], "application/problem+json");
});
