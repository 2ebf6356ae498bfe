import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { test } from "tap";
import type { Problem } from "../../src/errors.ts";
import type { Document } from "../../src/published/snapshot.ts";
import { createDownloadCounter, createDownloadTable } from "../../src/serve/downloads.ts";
import { createSeededHash } from "../../src/serve/hash.ts";
import { json, standingClock, startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";

const start = "2026-09-02T10:00:00Z";
const hour = 3_600_000;
const documentOf = (etag: string, path = "/feeds/news.rss") =>
  ({ path, variants: { identity: { etag } } }) as unknown as Document;

test("the hour begins with the first download; a changed document is another", (t) => {
  const clock = standingClock(start);
  const count = createDownloadCounter({ clock, hash: createSeededHash(1), table: createDownloadTable() });
  const client = { network: "192.0.2.1", userAgent: "curl" };
  const one = documentOf('"1"');
  t.same([count(client, one, 2), count(client, one, 2)], [undefined, undefined]);
  clock.move(600_000);
  t.same(count(client, one, 2), { retryAfter: 3000, isFirst: true });
  t.same(count(client, one, 2), { retryAfter: 3000, isFirst: false });
  t.same(count({ ...client, network: "192.0.2.2" }, one, 2), undefined, "another address");
  t.same(count({ ...client, userAgent: "wget" }, one, 2), undefined, "another program");
  t.same(count(client, documentOf('"1"', "/feeds/news.atom"), 2), undefined, "another document");
  t.same(count(client, documentOf('"2"'), 2), undefined, "it changed");
  clock.move(hour);
  t.same(count(client, documentOf('"2"'), 2), undefined, "the hour is over");
  clock.move(-2 * hour);
  t.same(count(client, documentOf('"2"'), 1), undefined, "a clock that was set back refuses nobody");
  t.end();
});

test("a flood of strangers pushes out strangers, not whoever comes again and again", (t) => {
  const count = createDownloadCounter({
    clock: standingClock(start),
    hash: createSeededHash(1),
    table: createDownloadTable(16),
  });
  const document = documentOf('"1"');
  const hammer = { network: "192.0.2.1", userAgent: "x" };
  let refused = 0;
  for (let other = 0; other < 1000; other++) {
    if (count(hammer, document, 500)) refused += 1;
    count({ network: `198.51.100.${other}`, userAgent: "y" }, document, 500);
  }
  t.equal(refused, 500);
  const strangers = Array.from({ length: 1000 }, (_, other) => ({ network: `198.51.100.${other}`, userAgent: "y" }));
  t.ok(strangers.filter((stranger) => count(stranger, document, 1)).length < 100, "most are forgotten");
  t.end();
});

test("a very long User-Agent is cut", (t) => {
  const count = createDownloadCounter({
    clock: standingClock(start),
    hash: createSeededHash(1),
    table: createDownloadTable(),
  });
  const document = documentOf('"1"');
  t.equal(count({ network: "x", userAgent: `${"a".repeat(256)}1` }, document, 1), undefined);
  t.ok(count({ network: "x", userAgent: `${"a".repeat(256)}2` }, document, 1));
  t.end();
});

test("counts are those of an exact table, as long as there is room", (t) => {
  const step = fc.record({
    network: fc.constantFrom("a", "b", "ab"),
    userAgent: fc.constantFrom("", "b", "bc"),
    etag: fc.constantFrom('"1"', '"2"'),
    wait: fc.constantFrom(0, 1000, 1_800_000, hour),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), fc.integer({ min: 1, max: 4 }), (steps, perHour) => {
      const clock = standingClock(start);
      const count = createDownloadCounter({ clock, hash: createSeededHash(1), table: createDownloadTable() });
      const exact = new Map<string, { since: number; downloads: number }>();
      return steps.every(({ wait, etag, ...client }) => {
        clock.move(wait);
        const name = JSON.stringify([client, etag]);
        let known = exact.get(name);
        if (!known || clock.now() - known.since >= hour) known = { since: clock.now(), downloads: 0 };
        exact.set(name, { ...known, downloads: known.downloads + 1 });
        const retryAfter = (known.since + hour - clock.now()) / 1000;
        const expected = known.downloads < perHour ? undefined : { retryAfter, isFirst: known.downloads === perHour };
        return isDeepStrictEqual(count(client, documentOf(etag), perHour), expected);
      });
    }),
  );
  t.end();
});

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
serving: { downloadsPerHour: 3, trustedProxies: [127.0.0.2] }
perTag: { downloadsPerHour: 1 }
channels:
  - { slug: news, title: News, description: Everything }
  - { slug: open, title: Open, description: Without the rule, downloadsPerHour: 0 }
`;

test("over a real socket: the fourth full download within the hour is refused, a 304 never", async (t) => {
  const clock = standingClock(start);
  const service = await startService(t, { clock, config });
  const statuses = async (path: string, times: number, headers: Record<string, string> = {}, method?: "HEAD") => {
    const seen: number[] = [];
    for (let time = 0; time < times; time++) seen.push((await service.get(path, headers, method)).status);
    return seen;
  };
  const { headers } = await service.get("/feeds/news.rss");
  const etag = String(headers.etag);
  t.same(await statuses("/feeds/news.rss", 2), [200, 200], "three quick ones pass");
  const refused = await service.get("/feeds/news.rss");
  t.equal(refused.status, 429);
  t.equal(refused.headers["retry-after"], "3600");
  t.equal(refused.headers["cache-control"], "no-store");
  t.equal(refused.headers["access-control-allow-origin"], "*");
  t.match(json<Problem>(refused), { code: "TOO_MANY_DOWNLOADS", detail: /3 times.*in 60 minutes.*If-None-Match/ });

  t.same(await statuses("/feeds/news.rss", 5, { "if-none-match": etag }), [304, 304, 304, 304, 304]);
  t.same(await statuses("/feeds/news.rss", 2, {}, "HEAD"), [200, 200], "HEAD downloads nothing");
  t.same(await statuses("/feeds/news.rss", 1, { "if-none-match": '"other"' }), [429], "an old tag is a full download");
  t.same(await statuses("/feeds/news.rss?x=1", 1), [429], "the query makes no other document");
  t.same(await statuses("/feeds/news.atom", 4), [200, 200, 200, 429]);
  t.same(await statuses("/feeds/open.rss", 10), Array(10).fill(200), "switched off for a channel");
  t.same(await statuses("/feeds/news", 10), Array(10).fill(200), "people reload pages");
  t.same(await statuses("/feeds/news.rss", 1, { "user-agent": "another" }), [200]);
  clock.move(hour);
  t.same(await statuses("/feeds/news.rss", 1), [200]);

  clock.move(5000);
  await service.admin("POST", "/articles", { title: "New", tags: ["x"] });
  await service.admin("POST", "/regenerate");
  t.same(await statuses("/feeds/news.rss", 4), [200, 200, 200, 429], "a changed document is another");
  t.same(await statuses("/feeds/tag-x.rss", 2), [200, 429], "settings of automatic channels");
  t.equal((await (await service.restart()).get("/feeds/tag-x.rss")).status, 200, "a restart forgets");
});

slowTest(
  "behind a proxy: forwarded addresses count where it is trusted; where it is not known, nobody is refused",
  async (t) => {
    const clock = standingClock(start);
    const limited = (trusted: string) => config.replace("127.0.0.2", trusted);
    for (const [trusted, from, expected] of [
      [
        "127.0.0.1",
        ["203.0.113.1", "203.0.113.1", "203.0.113.1", "203.0.113.1", "203.0.113.2"],
        [200, 200, 200, 429, 200],
      ],
      [
        "127.0.0.1",
        ["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4", "2001:db8:0:1::1"],
        [200, 200, 200, 429, 200],
      ],
      [
        "127.0.0.1",
        ["6.6.6.6, 203.0.113.1", "7.7.7.7, 203.0.113.1", "8.8.8.8, 203.0.113.1", "203.0.113.1"],
        [200, 200, 200, 429],
      ],
      ["127.0.0.2", ["203.0.113.1", "203.0.113.1", "203.0.113.1", "203.0.113.1"], [200, 200, 200, 200]],
    ] as const) {
      const service = await startService(t, { clock, config: limited(trusted) });
      const statuses: number[] = [];
      for (const address of from) {
        statuses.push((await service.get("/feeds/news.json", { "x-forwarded-for": address })).status);
      }
      t.same(statuses, expected, `${trusted}: ${from[0]} …`);
      await service.stop();
    }
  },
);

test("the same refusal is counted, without an address", async (t) => {
  const service = await startService(t, { clock: standingClock(start), config });
  for (let time = 0; time < 4; time++) await service.get("/feeds/news.rss", { "user-agent": "curl/8" });
  const metrics = (await service.get("/metrics", { authorization: `Bearer ${token}` })).body.toString();
  t.match(
    metrics,
    'courant_requests_total{channel="news",format="rss",status="200",coding="identity",client="tool"} 3',
  );
  t.match(
    metrics,
    'courant_requests_total{channel="news",format="rss",status="429",coding="identity",client="tool"} 1',
  );
  t.notMatch(metrics, "127.0.0.1");
});
