import Type from "typebox";
import { json, type Operations } from "../operation.ts";
import type { DiskUse } from "../schemas/disk-use.ts";
import { Overview } from "../schemas/overview.ts";
import type { PurgeReport } from "../schemas/purge.ts";
import { Reader } from "../schemas/reader.ts";
import { StatsReport } from "../schemas/stats.ts";
import { noOtherMembers } from "../schemas/values.ts";
import { WebSubReport } from "../schemas/websub.ts";
import { runExample } from "./examples.ts";

const requests = {
  total: 3,
  format: { rss: 3 },
  status: { 200: 1, 304: 2 },
  coding: { gzip: 3 },
  client: { reader: 3 },
};
const subscribers = { total: 12, aggregators: { Feedly: 12 } };
const { made: _, ...lastRun } = runExample;
const overviewExample = {
  at: "2026-03-01T12:00:00.000Z",
  attention: [
    {
      kind: "source",
      level: "failure",
      text: "https://museum.example/feed.xml: the server answered 500.",
      subject: "21ae366617c19529",
      since: "2026-03-01T08:00:00.000Z",
    },
  ],
  disks: [{ folder: "DATA_DIR", free: 12_000_000_000, size: 40_000_000_000 }],
  articles: 120,
  nextRun: "2026-03-01T12:15:00.000Z",
  lastRun,
  hours: [{ hour: "2026-03-01T12", requests: 3, unmodified: 2 }],
  totalChannels: 1,
  channels: [
    {
      slug: "news",
      title: "News",
      configured: true,
      articles: 50,
      changed: "2026-03-01T11:58:00.000Z",
      polls: { requests: 3, unmodified: 2, hours: [3] },
      sizes: { rss: { identity: 120_000, gzip: 31_000 } },
    },
  ],
  subscribers: [{ week: "2026-02-23", aggregators: { Feedly: 12 } }],
};
const readerExample = {
  product: "NetNewsWire",
  client: "reader",
  polls: 40,
  unmodified: 30,
  repeats: 38,
  conditional: 38,
  early: 20,
  intervalSeconds: 9_000,
  maxAgeSeconds: 11_400,
  madeUp: 0,
  refused: 0,
  refusedAgain: 0,
  gone: 0,
  goneAgain: 0,
  grade: "C",
  faults: [{ rule: "interval", share: 0.53, cost: 2 }],
};

const sizeExample = { count: 3, bytes: 12288 };

const diskExample: DiskUse = {
  measured: "2026-03-07T10:00:00.000Z",
  articles: sizeExample,
  drafts: sizeExample,
  revisions: sizeExample,
  deletedArticles: sizeExample,
  audit: sizeExample,
  deliveries: sizeExample,
  subscriptions: sizeExample,
  runs: sizeExample,
  statistics: sizeExample,
  media: sizeExample,
  smallerPictures: sizeExample,
  documents: sizeExample,
  searchIndex: { bytes: 65536 },
  other: { bytes: 131072 },
};

const purgeExample: PurgeReport = {
  works: true,
  targets: [
    { kind: "varnish", host: "127.0.0.1:6081", waiting: false, purged: "2026-03-01T12:00:00.000Z", failures: 0 },
  ],
};

const webSubExample: WebSubReport = {
  hub: "https://feeds.example/hub",
  since: "2026-03-01T08:00:00.000Z",
  subscribers: 12,
  topics: [{ path: "/feeds/news.rss", subscribers: 12, failing: 1 }],
  deliveries: { delivered: 240, failed: 2, ended: 0 },
  verifications: { delivered: 12, failed: 0, ended: 3 },
  failing: [
    {
      host: "reader.example",
      topic: "https://feeds.example/feeds/news.rss",
      failures: 2,
      since: "2026-03-01T11:58:00.000Z",
      error: "it answered 500",
    },
  ],
  hubs: [],
};

export const statsOperations: Operations = {
  "GET /admin/overview": {
    id: "getOverview",
    tag: "Statistics",
    summary: "Show what needs attention, and how the channels are",
    examples: { channel: "news", limit: 20 },
    answers: { 200: { description: "the overview", content: json(Overview, overviewExample) } },
    errors: ["CHANNEL_NOT_FOUND"],
  },
  "GET /admin/readers": {
    id: "listReaders",
    tag: "Statistics",
    summary: "List how products poll",
    examples: { from: "2026-03-01", to: "2026-03-07" },
    answers: {
      200: {
        description: "how each product polled in those days, with a grade",
        content: json(
          Type.Object(
            {
              from: Type.String({ description: "the first day (UTC)" }),
              to: Type.String({ description: "the last day (UTC)" }),
              readers: Type.Array(Reader),
            },
            noOtherMembers,
          ),
          { from: "2026-03-01", to: "2026-03-07", readers: [readerExample] },
        ),
      },
    },
  },
  "GET /admin/stats": {
    id: "getStats",
    tag: "Statistics",
    summary: "Sum up requests and subscribers, and say what records take on disk and how hubs work",
    description: "By day (UTC), by default of the last 30 days, and of 100 days at most.",
    examples: { from: "2026-03-01", to: "2026-03-07", channel: "news" },
    answers: {
      200: {
        description: "the sums",
        content: json(StatsReport, {
          from: "2026-03-01",
          to: "2026-03-07",
          subscribers,
          requests,
          days: [{ day: "2026-03-01", requests: 3, subscribers: 12 }],
          channels: [{ channel: "news", subscribers, requests }],
          media: { known: 2, waiting: 0, unknown: 0 },
          disk: diskExample,
          websub: webSubExample,
          purge: purgeExample,
        }),
      },
    },
  },
  "GET /admin/websub": {
    id: "getWebSub",
    tag: "Statistics",
    summary: "Show the subscribers to changes, and how deliveries and hubs elsewhere do",
    answers: { 200: { description: "what is known", content: json(WebSubReport, webSubExample) } },
  },
};
