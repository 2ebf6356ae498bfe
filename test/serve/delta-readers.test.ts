import fc from "fast-check";
import { type Test, test } from "tap";
import { supportsDeltas } from "../../src/serve/delta-readers.ts";
import { runs } from "../properties.ts";
import { type Answer, standingClock, startService, type TestService } from "../service.ts";

const newsboat = "newsboat/2.21.0 (Linux x86_64)";
const liferea = "Liferea/1.14.4 (Android 12; Mobile; https://lzone.de/liferea/) AppleWebKit (KHTML, like Gecko)";
/** As rss2email 3.13.1 calls itself, too. */
const feedparser = "feedparser/6.0.10 +https://github.com/kurtmckee/feedparser/";

const known = [
  newsboat,
  liferea,
  "newsboat/2.36 (Macintosh; Intel Mac OS X)",
  "newsboat/r2.36-12-gdeadbeef (Linux x86_64)",
  "newsboat",
  "Liferea/0.28.0 (Android; Mobile; https://lzone.de/liferea/) AppleWebKit (KHTML, like Gecko)",
];

const others = [
  feedparser,
  "rss2email/3.13.1 (https://github.com/rss2email/rss2email)",
  "rss2email/3.13.1 (like Liferea)",
  "rss2email/3.13.1 Liferea/1.14.4",
  `${feedparser} newsboat/2.21.0`,
  `feedparser/6.0.10 (${newsboat})`,
  "Mozilla/5.0 (compatible; Liferea/1.14.4)",
  "NEWSBOAT/2.21.0",
  "liferea/1.14.4",
  "newsboat-fork/1.0",
  "newsboat2/1.0",
  "newsboat;2.21.0",
  "newsboat(2.21.0)",
  "newsboat/",
  "newsboat/2.21.0/3",
  "newsboat/2.21.0, feedparser/6.0.10",
  "newsboat,feedparser",
  "(newsboat/2.21.0)",
  '"newsboat"',
  " newsboat/2.21.0",
  "myNewsboat/1.0",
  "my newsboat/1.0",
  "constructor",
  "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
  "",
];

test("programs are known by the name that comes first, and by nothing else", (t) => {
  for (const userAgent of known) t.ok(supportsDeltas(userAgent), userAgent);
  for (const userAgent of others) t.notOk(supportsDeltas(userAgent), userAgent);
  t.notOk(supportsDeltas(undefined), "no User-Agent");
  t.notOk(supportsDeltas(`newsboat/${"1".repeat(20_000)};`), "a long one");
  t.end();
});

const config = `
site: { title: Test Site, url: "https://site.example/", language: en }
schedule: { cron: "0 0 1 1 *" }
serving: { downloadsPerHour: 0 }
channels:
  - { slug: news, title: News, description: Everything }
`;

/** A service whose documents have two former states, and the ETags of all three. */
async function startWithStates(t: Test) {
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z"), config });
  const etags: string[] = [];
  for (const id of [1, 2, 3]) {
    const date_published = `2026-08-0${id}`;
    await service.admin("POST", "/articles", { id: `urn:x:${id}`, title: `Article ${id}`, date_published });
    await service.admin("POST", "/regenerate");
    etags.push(String((await service.get("/feeds/news.rss")).headers.etag));
  }
  return { service, etags };
}

/** All that is said, but for the connection and the time. */
function saidIn({ status, headers, body }: Answer) {
  const { connection: _, "keep-alive": __, date: ___, ...rest } = headers;
  return { status, headers: rest, body: body.toString("latin1") };
}

async function answerTo(service: TestService, headers: Record<string, string | undefined>, method: "GET" | "HEAD") {
  const sent = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return saidIn(await service.get("/feeds/news.rss", Object.fromEntries(sent), method));
}

test("clients that are not known to cope are answered as if they had not asked for deltas", async (t) => {
  const { service, etags } = await startWithStates(t);
  const statuses = new Set<number>();
  const printable = fc.string({ unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)) });
  const userAgent = fc.oneof(
    fc.constantFrom(undefined, ...others.filter((other) => other.trim() === other)),
    printable.filter((text) => !supportsDeltas(text)),
  );
  const request = fc.record({
    "user-agent": userAgent,
    "if-none-match": fc.constantFrom(undefined, '"unknown"', "*", `"x", ${etags[1]}`, ...etags),
    "accept-encoding": fc.constantFrom(undefined, "gzip", "br, gzip", "gzip, identity;q=0"),
  });
  const aIm = fc.constantFrom("feed", "feed, gzip", "identity;q=0.5, feed");
  await fc.assert(
    fc.asyncProperty(request, aIm, fc.constantFrom("GET", "HEAD"), async (headers, manipulations, method) => {
      const plain = await answerTo(service, headers, method);
      const asked = await answerTo(service, { ...headers, "a-im": manipulations }, method);
      if (JSON.stringify(asked) !== JSON.stringify(plain)) throw new Error(JSON.stringify({ plain, asked }));
      statuses.add(asked.status);
    }),
    // Both statuses are to come.
    { numRuns: Math.max(10, runs(100)) },
  );
  t.same([...statuses].sort(), [200, 304]);
});

test("a client that is known is sent deltas, and its neighbour the whole document", async (t) => {
  const { service, etags } = await startWithStates(t);
  const since = { "a-im": "feed", "if-none-match": etags[0] };
  for (const userAgent of [newsboat, liferea]) {
    t.match(await answerTo(service, { ...since, "user-agent": userAgent }, "GET"), {
      status: 226,
      headers: { im: "feed", "delta-base": etags[0] },
    });
  }
  for (const userAgent of [feedparser, undefined]) {
    const { status, headers } = await answerTo(service, { ...since, "user-agent": userAgent }, "GET");
    t.equal(status, 200);
    t.notOk("im" in headers || "delta-base" in headers);
    t.equal(headers.etag, etags[2]);
  }
});
