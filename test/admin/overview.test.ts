import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { findFullDisks } from "../../src/admin/attention.ts";
import { sumWeeks } from "../../src/admin/overview.ts";
import { json, standingClock, startService } from "../service.ts";
import { outcomeOf } from "./token-helpers.ts";

type Overview = {
  attention: { kind: string; level: string; subject?: string; text: string }[];
  disks: { folder: string; free: number; size: number }[];
  articles: number;
  nextRun: string;
  hours: { hour: string; requests: number; unmodified: number }[];
  channels: { slug: string; articles: number; changed: string; polls: { hours: number[] }; sizes: object }[];
  totalChannels: number;
  subscribers: object[];
};

const feedly = "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers)";

test("the overview: polls by hour, sizes by coding, subscribers by week, and readers with their grades", async (t) => {
  const clock = standingClock("2026-09-02T09:30:00Z");
  const service = await startService(t, { clock });
  await service.admin("PUT", "/articles/urn:x:1", { title: "One", content_text: "Text ".repeat(500) });
  await service.admin("POST", "/regenerate");
  const { headers } = await service.get("/feeds/news.rss", { "user-agent": feedly });
  await service.admin("GET", "/stats");
  clock.move(3_600_000);
  // Serving sends its counts at the end of each hour; here the statistics ask for them.
  await service.admin("GET", "/stats");
  for (let poll = 0; poll < 25; poll++) {
    await service.get("/feeds/news.rss", { "user-agent": feedly, "if-none-match": String(headers.etag) });
  }
  await service.get("/feeds/podcast.rss", { "user-agent": "curl/8" });

  const overview = json<Overview>(await service.admin("GET", "/overview"));
  t.equal(overview.hours.length, 24);
  t.same(overview.hours.slice(-2), [
    { hour: "2026-09-02T09", requests: 1, unmodified: 0 },
    { hour: "2026-09-02T10", requests: 25, unmodified: 25 },
  ]);
  t.match(overview, { articles: 1, totalChannels: 3, nextRun: /^2026-12-31|^2027-01-01/ });
  t.match(overview.channels[0], {
    slug: "news",
    configured: true,
    articles: 1,
    polls: { requests: 26, unmodified: 25 },
    sizes: { rss: { identity: Number, gzip: Number, br: Number, zstd: Number }, atom: Object, json: Object },
  });
  t.same(overview.subscribers, [{ week: "2026-08-31", aggregators: { Feedly: 16 } }]);
  t.same(
    overview.disks.map(({ folder }) => folder),
    ["DATA_DIR", "FEEDS_DIR"],
  );
  const tech = json<Overview>(await service.admin("GET", "/overview?channel=tech"));
  t.same([tech.channels.length, tech.hours.at(-1)?.requests, tech.subscribers], [1, 0, []]);
  t.same(outcomeOf(await service.admin("GET", "/overview?channel=nothing")), [404, "CHANNEL_NOT_FOUND"]);

  const { readers } = json<{ readers: object[] }>(await service.admin("GET", "/readers"));
  t.match(readers[0], { product: "Feedly", client: "aggregator", polls: 26, repeats: 25, conditional: 25, early: 24 });
  t.match(readers[0], { grade: "D", faults: [{ rule: "interval", share: 24 / 25, cost: 3 }] });
  t.match(readers[1], { product: "curl", client: "tool", gone: 1, faults: [] });
  t.equal((await service.admin("GET", "/readers?from=2025-01-01")).status, 400);
});

test("the overview names what needs attention, with the reason; settings and webhooks only to admins", async (t) => {
  const service = await startService(t);
  const file = join(service.folder, "feeds", "news.rss");
  await rm(file, { force: true });
  await mkdir(join(file, "in-the-way"), { recursive: true });
  await service.admin("PUT", "/articles/urn:x:1", { title: "One" });
  await service.admin("POST", "/regenerate", { force: true });
  await mkdir(join(service.folder, "data", "inbox", "failed"), { recursive: true });
  await writeFile(join(service.folder, "data", "inbox", "failed", "<b>bad.html"), "x");
  const { attention } = json<Overview>(await service.admin("GET", "/overview"));
  t.match(attention, [
    { kind: "document", level: "failure", subject: "news", text: /^news: .*(?:directory|EISDIR|ENOTEMPTY)/ },
    { kind: "import", level: "failure", text: /bad\.html/ },
    { kind: "configuration", level: "warning", text: /reserved for examples/ },
  ]);
  const made = json<{ token: string }>(await service.admin("POST", "/tokens", { name: "Ann", scopes: ["read"] }));
  const answer = await service.get("/admin/overview", { authorization: `Bearer ${made.token}` });
  t.notOk(json<Overview>(answer).attention.some(({ kind }) => kind === "configuration"));
});

test("a disk that is nearly full is a failure, with the room that is left", (t) => {
  const room = { folder: "DATA_DIR", path: "/var/lib/courant", size: 100e9 } as const;
  t.same(
    findFullDisks([
      { ...room, free: 50e9 },
      { ...room, free: 0, size: 0 },
    ]),
    [],
  );
  t.match(findFullDisks([{ ...room, free: 4e9 }]), [{ kind: "disk", text: /4,000 MB free, 4 % of it/ }]);
  t.equal(findFullDisks([{ ...room, free: 400e6, size: 2e9 }]).length, 1);
  t.end();
});

test("a week has the most subscribers of its days, from Monday to Sunday", (t) => {
  const day = (date: string, aggregator: string, subscribers: number) => ({ day: date, aggregator, subscribers });
  t.same(
    sumWeeks([
      day("2026-08-30", "Feedly", 9),
      day("2026-08-31", "Feedly", 12),
      day("2026-09-06", "Feedly", 10),
      day("2026-09-06", "__proto__", 1),
    ]).map(({ week, aggregators }) => [week, Object.entries(aggregators)]),
    [
      ["2026-08-24", [["Feedly", 9]]],
      [
        "2026-08-31",
        [
          ["Feedly", 12],
          ["__proto__", 1],
        ],
      ],
    ],
  );
  t.end();
});
