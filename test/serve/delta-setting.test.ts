import { type Answer, standingClock, startService, type TestService } from "../service.ts";
import { isQuick, slowTest } from "../slow.ts";

const userAgents = { newsboat: "newsboat/2.21.0 (Linux x86_64)", feedparser: "feedparser/6.0.10 +https://x.example/" };

const configOf = ({ service = "", channel = "", perTag = "perTag: true" }) => `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
${service}
channels:
  - { slug: news, title: News, description: The newest two, limit: 2${channel} }
${perTag}
`;
const clock = () => standingClock("2026-09-02T10:00:00Z");

async function put(service: TestService, id: number): Promise<void> {
  const article = { id: `urn:x:${id}`, title: `Article ${id}`, tags: ["tech"] };
  const date_published = new Date(Date.parse("2026-08-01T00:00:00Z") + id * 60_000).toISOString();
  const { status } = await service.admin("POST", "/articles", { ...article, date_published });
  if (status > 201) throw new Error(`${id}: ${status}`);
  await service.admin("POST", "/regenerate");
}

const etagOf = async (service: TestService, path: string) => String((await service.get(path)).headers.etag);

/** How each client is answered that has a former state. */
async function statusesSince(service: TestService, path: string, etag: string) {
  const since = { "a-im": "feed", "if-none-match": etag };
  const unnamed = await service.get(path, since);
  const newsboat = await service.get(path, { ...since, "user-agent": userAgents.newsboat });
  const feedparser = await service.get(path, { ...since, "user-agent": userAgents.feedparser });
  return [newsboat.status, feedparser.status, unnamed.status];
}

const paths = ["rss", "atom", "json"].flatMap((format) => [
  `/feeds/news.${format}`,
  `/feeds/news/archive/1.${format}`,
  `/feeds/tag-tech.${format}`,
]);

/** Returns the status, validators and body of each document. */
async function statesOf(service: TestService) {
  const answers = await Promise.all(["/", "/feeds/news", "/feeds.opml", ...paths].map((path) => service.get(path)));
  return answers.map(({ status, headers, body }: Answer) => [
    status,
    headers.etag,
    headers["last-modified"],
    body.toString(),
  ]);
}

const known = [226, 200, 200];
const all = [226, 226, 226];
const none = [200, 200, 200];

slowTest(
  "the setting `deltas` and a channel's own decide which clients are sent deltas, and nothing else",
  async (t) => {
    let service = await startService(t, { clock: clock(), config: configOf({}) });
    for (const id of [1, 2, 3]) await put(service, id);
    const cases: [settings: Parameters<typeof configOf>[0], news: number[], tag: number[]][] = [
      [{}, known, known],
      [{ service: "deltas: known" }, known, known],
      [{ service: "deltas: all" }, all, all],
      [{ service: "deltas: none" }, none, none],
      [{ service: "deltas: true" }, known, known],
      [{ service: "deltas: false" }, none, none],
      [{ channel: ", deltas: all" }, all, known],
      [{ service: "deltas: none", channel: ", deltas: all" }, all, none],
      [{ service: "deltas: all", channel: ", deltas: known" }, known, all],
      [{ service: "deltas: all", channel: ", deltas: true" }, known, all],
      [{ service: "deltas: all", channel: ", deltas: false" }, none, all],
      [{ perTag: "perTag: { deltas: all }" }, known, all],
      [{ service: "deltas: all", perTag: "perTag: { deltas: none }" }, all, none],
    ];
    const tried = isQuick ? cases.filter((_, index) => index % 4 === 2) : cases;
    for (const [index, [settings, news, tag]] of tried.entries()) {
      const what = JSON.stringify(settings);
      const before = await statesOf(service);
      service = await service.restart({ config: configOf(settings) });
      t.same(await statesOf(service), before, `${what}: every document is as it was`);
      const etags = [await etagOf(service, "/feeds/news.rss"), await etagOf(service, "/feeds/tag-tech.json")] as const;
      await put(service, 4 + index);
      t.same(await statusesSince(service, "/feeds/news.rss", etags[0]), news, what);
      t.same(await statusesSince(service, "/feeds/tag-tech.json", etags[1]), tag, what);
    }
  },
);

slowTest("former states stay known when only the recipients of deltas are others", async (t) => {
  let service = await startService(t, { clock: clock(), config: configOf({}) });
  await put(service, 1);
  const etag = await etagOf(service, "/feeds/news.atom");
  await put(service, 2);
  t.same(await statusesSince(service, "/feeds/news.atom", etag), known);
  for (const [setting, statuses] of [
    ["all", all],
    ["known", known],
    ["all", all],
  ] as const) {
    service = await service.restart({ config: configOf({ service: `deltas: ${setting}` }) });
    t.same(await statusesSince(service, "/feeds/news.atom", etag), statuses, setting);
    service = await service.restart();
    t.same(await statusesSince(service, "/feeds/news.atom", etag), statuses, `${setting}, and started anew`);
  }
});
