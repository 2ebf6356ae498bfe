import fc from "fast-check";
import { test } from "tap";
import type { Document } from "../../src/published/snapshot.ts";
import { createProfileReader } from "../../src/serve/clients.ts";
import { createSeededHash } from "../../src/serve/hash.ts";
import { createPollMemory, createPollTable } from "../../src/serve/poll-memory.ts";
import { createReaderCounter, readerNumbers } from "../../src/serve/reader-counts.ts";
import { isMadeUp, watchPolls } from "../../src/serve/watch-polls.ts";
import { readerColumns } from "../../src/stores/audience.ts";
import { standingClock } from "../service.ts";

const state = "0123456789abcdef0123456789abcdef";
const lastModified = Date.parse("2026-09-01T10:00:00Z");
const feed: Document = {
  path: "/feeds/news.rss",
  file: "news.rss",
  type: "application/rss+xml",
  channel: "news",
  maxAge: 900,
  lastModified,
  variants: { identity: { bytes: 1, etag: `"${state}"`, sha256: state } },
};

function watch() {
  const clock = standingClock("2026-09-02T10:00:00Z");
  const hash = createSeededHash(1);
  const readers = createReaderCounter();
  const readProfile = createProfileReader({ hash });
  const polls = watchPolls(readers, createPollMemory({ clock, hash, table: createPollTable(64) }));
  const request = (headers: Record<string, string>, ip = "203.0.113.1", peer = ip) => ({
    method: "GET",
    ip,
    socket: { remoteAddress: peer, localAddress: "192.0.2.1" },
    headers: { "user-agent": "NetNewsWire (RSS Reader)", ...headers },
  });
  type Polled = ReturnType<typeof request>;
  return {
    clock,
    request,
    poll: (asked: Polled, status: number, { document = feed, isRefusedAgain = false } = {}) =>
      polls.poll(asked, document, readProfile(asked.headers["user-agent"]), { status, isRefusedAgain }, clock.now()),
    gone: (asked: Polled, path = "/feeds/old.rss") => polls.gone(asked, path, readProfile(asked.headers["user-agent"])),
    rows: () => readers.unsaved(100).readers,
  };
}

test("the interval of a client is held against max-age, and conditions are counted from its second poll on", (t) => {
  const { clock, request, poll, rows } = watch();
  poll(request({}), 200);
  clock.move(600_000);
  poll(request({ "if-none-match": `"${state}"` }), 304);
  clock.move(1_800_000);
  poll(request({}), 200);
  poll(request({}, "203.0.113.2"), 200);
  t.match(rows(), [
    {
      product: "NetNewsWire",
      client: "reader",
      polls: 4,
      unmodified: 1,
      repeats: 2,
      conditional: 1,
      early: 1,
      intervalSeconds: 2400,
      maxAgeSeconds: 1800,
      madeUp: 0,
    },
  ]);
  t.end();
});

test("archives, pages and documents of no channel are no polls; clients behind one address are not told apart", (t) => {
  const { request, poll, gone, rows } = watch();
  for (const document of [
    { ...feed, archive: { next: "/feeds/news.rss" } },
    { ...feed, file: "news.html" },
    { ...feed, channel: undefined },
  ]) {
    poll(request({}), 200, { document });
  }
  gone(request({}), "/articles/1");
  t.same(rows(), []);
  for (const _ of [1, 2, 3]) poll(request({ "x-forwarded-for": "203.0.113.9" }, "127.0.0.1"), 200);
  t.match(rows(), [{ polls: 3, repeats: 0 }]);
  t.end();
});

test("410 and 429 count as ignored from the second time on", (t) => {
  const { request, poll, gone, rows } = watch();
  gone(request({}));
  gone(request({}));
  gone(request({}), "/feeds/other.rss");
  poll(request({}), 429);
  poll(request({}), 429, { isRefusedAgain: true });
  t.match(rows(), [{ gone: 3, goneAgain: 1, refused: 2, refusedAgain: 1 }]);
  t.end();
});

test("a validator that the document cannot have had is made up", (t) => {
  const now = lastModified + 86_400_000;
  const asked = (ifNoneMatch: string | undefined, ifModifiedSince?: string, status = 200) =>
    isMadeUp({ ifNoneMatch, ifModifiedSince }, feed, { status, now });
  const former = "f".repeat(32);
  for (const tag of [`"${former}"`, `W/"${former}-gzip"`, `"x", "${former}-br"`]) t.notOk(asked(tag), tag);
  for (const tag of ["*", "", former, `"${former}x"`, '"12345"']) t.ok(asked(tag), tag);
  t.ok(asked("*", undefined, 304));
  t.notOk(asked(`"${state}"`, "Wed, 02 Sep 2026 10:00:00 GMT", 304), "a date beside a good ETag does not count");
  t.notOk(asked(undefined, "Tue, 01 Sep 2026 10:00:00 GMT"));
  t.notOk(asked(undefined, "Mon, 31 Aug 2026 10:00:00 GMT"), "it may be an earlier one");
  t.ok(asked(undefined, "Tue, 01 Sep 2026 10:00:01 GMT"), "the time of the request is none");
  t.ok(asked(undefined, "2026-09-01T10:00:00Z"));
  t.end();
});

test("no part of an unknown User-Agent is kept, and a flood of them takes no memory", (t) => {
  const { request, poll, rows } = watch();
  for (let number = 0; number < 20_000; number++) {
    poll(request({ "user-agent": `Secret-${number}/1.0 (me@example.org)` }, `198.51.100.${number % 250}`), 200);
  }
  t.match(rows(), [{ product: "", client: "other", polls: 20_000 }]);
  t.equal(rows().length, 1);
  t.end();
});

test("what is counted is told once, however saving goes", (t) => {
  const step = fc.oneof(
    fc.record({ count: fc.constantFrom(...readerNumbers), product: fc.constantFrom("Feedly", "Liferea", "") }),
    fc.record({ save: fc.boolean(), most: fc.integer({ min: 1, max: 2 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const counter = createReaderCounter();
      const other = createReaderCounter();
      let counted = 0;
      const save = (most: number) => {
        const { readers, markSaved } = counter.unsaved(most);
        other.add(readers);
        markSaved();
        return readers.length;
      };
      for (const each of steps) {
        if ("save" in each) each.save ? save(each.most) : counter.unsaved(each.most);
        else {
          const numbers = counter.numbersOf({ kind: "reader", product: each.product });
          numbers.polls += 1;
          numbers[each.count] += 1;
          counted += 2;
        }
      }
      while (save(1) > 0);
      const saved = other.unsaved(100).readers.flatMap((row) => readerNumbers.map((name) => row[name]));
      return saved.reduce((sum, each) => sum + each, 0) === counted;
    }),
  );
  t.same([...readerColumns], [...readerNumbers], "the store keeps what is counted");
  t.end();
});
