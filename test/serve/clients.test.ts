import fc from "fast-check";
import { test } from "tap";
import { clientKinds, createProfileReader } from "../../src/serve/clients.ts";
import { createSeededHash } from "../../src/serve/hash.ts";

const said: readonly (readonly [userAgent: string, aggregator: string, subscribers: number])[] = [
  ["Feedly/1.0 (+http://www.feedly.com/fetcher.html; 16 subscribers; like FeedFetcher-Google)", "Feedly", 16],
  ["Feedbin feed-id:1373711 - 7 subscribers", "Feedbin", 7],
  ["NewsBlur Feed Fetcher - 42 subscribers - https://www.newsblur.com/site/1/x (Mozilla/5.0 …)", "NewsBlur", 42],
  [
    "Mozilla/5.0 (compatible; inoreader.com/1.0; +http://www.inoreader.com/feed-fetcher; 5 subscribers; )",
    "Inoreader",
    5,
  ],
  ["Mozilla/5.0 (compatible; theoldreader.com; 12 subscribers; feed-id=0123456789abcdef)", "The Old Reader", 12],
  ["Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscribers)", "BazQux", 1],
  ["Netvibes (http://www.netvibes.com/; 3 subscribers; feedID: 1)", "Netvibes", 3],
  ["Overcast/1.0 Podcast Sync (123 subscribers; feed-id=1; +http://overcast.fm/)", "Overcast", 123],
  ["YandexBlogs/0.99; robot; 16 readers", "YandexBlogs", 16],
  ["Mozilla/5.0 (compatible; Yet Another Aggregator/3; 9 RSS subscribers)", "Yet Another Aggregator", 9],
  ["17 subscribers", "subscribers", 17],
  ["Feedly/1.0 (1,234 subscribers)", "Feedly", 1234],
];

test("aggregators say for how many people they ask", (t) => {
  const read = createProfileReader({ hash: createSeededHash(1) });
  for (const [userAgent, aggregator, subscribers] of said) {
    t.match(read(userAgent), { kind: "aggregator", audience: { aggregator, subscribers } }, userAgent);
  }
  t.equal(read("Feedly/1.0 (+http://www.feedly.com/fetcher.html; like FeedFetcher-Google)").audience, undefined);
  for (const reader of [
    "Acme/2.5 Reader",
    "MyReader/1.0 RSS Reader",
    "Chrome/120.0 Safari/537.36 Reader",
    "v1.2 readers",
  ])
    t.equal(read(reader).audience, undefined, `${reader} asks for one`);
  t.end();
});

test("the kind of a client", (t) => {
  const read = createProfileReader({ hash: createSeededHash(1) });
  for (const [userAgent, kind] of [
    ["FeedlyBot/1.0 (http://feedly.com)", "aggregator"],
    ["NetNewsWire (RSS Reader; https://netnewswire.com/)", "reader"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0", "reader"],
    ["newsboat/2.21.0 (Linux x86_64)", "reader"],
    ["FreshRSS/1.24.1 (Linux; https://freshrss.org)", "reader"],
    ["Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)", "reader"],
    ["Tiny Tiny RSS/24.11 (https://tt-rss.org/)", "reader"],
    ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"],
    [
      "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; +x) Chrome/116.0 Safari/537.36",
      "bot",
    ],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "browser"],
    [
      "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
      "browser",
    ],
    ["curl/8.5.0", "tool"],
    ["python-requests/2.32.3", "tool"],
    ["Go-http-client/1.1", "tool"],
    ["WordPress/6.5; https://example.org", "other"],
    ["", "other"],
    [undefined, "other"],
  ] as const) {
    t.equal(read(userAgent).kind, kind, userAgent ?? "none");
  }
  t.end();
});

test("a product is told by its name at the beginning of a word, from a fixed list", (t) => {
  const read = createProfileReader({ hash: createSeededHash(1) });
  for (const [userAgent, product] of [
    ["NetNewsWire (RSS Reader; https://netnewswire.com/)", "NetNewsWire"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0", "Thunderbird"],
    ["FreshRSS/1.24.1 (Linux; https://freshrss.org) 3 subscribers", "FreshRSS"],
    ["Mozilla/5.0 (compatible; inoreader.com/1.0; 5 subscribers)", "Inoreader"],
    ["Feedly/1.0 (16 subscribers; like FeedFetcher-Google)", "Feedly"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36", ""],
    ["python-requests/2.32.3", "Requests (Python)"],
    ["<img src=x onerror=alert(1)>", ""],
    ["Somebody/1.0 (https://secret.example/me@example.org)", ""],
  ] as const) {
    t.equal(read(userAgent).product, product, userAgent);
  }
  t.end();
});

test("whatever a User-Agent says, the profile is one, small, and the same the second time", (t) => {
  const read = createProfileReader({ hash: createSeededHash(1), slots: 3 });
  const pieces = fc.constantFrom(
    "Mozilla/5.0 (compatible; ",
    "Feedly",
    " 12 subscribers",
    "subscribers",
    ";",
    "/",
    "9".repeat(30),
    " ",
  );
  const userAgents = fc.oneof(
    fc.string({ maxLength: 400 }),
    fc.array(pieces, { maxLength: 40 }).map((some) => some.join("")),
  );
  fc.assert(
    fc.property(userAgents, (userAgent) => {
      const profile = read(userAgent);
      const { kind, audience } = profile;
      const isSmall = audience === undefined || (audience.aggregator.length <= 40 && audience.subscribers < 1e9);
      return clientKinds.includes(kind) && isSmall && JSON.stringify(read(userAgent)) === JSON.stringify(profile);
    }),
  );
  t.end();
});
