import fc from "fast-check";
import { test } from "tap";
import { type HeaderFields, type PollResult, stateAfterPoll } from "../../src/sources/next-poll.ts";
import { type SourceState, stateOf } from "../../src/sources/state.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const url = "https://a.example/feed";
const every = 1800;
const fresh = stateOf(undefined, url);
const read = (headers: HeaderFields, more = {}): PollResult => ({
  outcome: "read",
  kind: "feed",
  headers,
  movedTo: undefined,
  ttl: undefined,
  ...more,
});
/** Seconds until the next poll, without chance. */
const wait = (polled: PollResult, before: SourceState = fresh) => {
  const { next } = stateAfterPoll(before, polled, { every, now, random: 0 });
  return next === undefined ? undefined : (next - now) / 1000;
};

test("a source is asked again when its schedule says so, and not while it is fresh", (t) => {
  const cases: [headers: HeaderFields, seconds: number][] = [
    [{}, 1800],
    [{ "cache-control": "max-age=60" }, 1800],
    [{ "cache-control": "public, max-age=7200" }, 7200],
    [{ "cache-control": 'max-age="7200"' }, 7200],
    [{ "cache-control": "max-age=7200", age: "3000" }, 4200],
    [{ "cache-control": "max-age=7200", age: "9000" }, 1800],
    [{ "cache-control": "no-cache, max-age=7200" }, 1800],
    [{ "cache-control": "s-maxage=7200" }, 1800],
    [{ "cache-control": "max-age=31536000" }, 86_400],
    [{ "cache-control": "max-age=banana" }, 1800],
    [{ "cache-control": "max-age=-1" }, 1800],
  ];
  for (const [headers, seconds] of cases) {
    t.equal(wait(read(headers)), seconds, JSON.stringify(headers));
    t.equal(wait({ outcome: "unchanged", headers, movedTo: undefined }), seconds, `304 ${JSON.stringify(headers)}`);
  }
  t.equal(wait(read({}, { ttl: 3600 })), 3600, "the document's own ttl");
  t.equal(wait(read({}, { ttl: 9_999_999 })), 86_400);
  t.end();
});

test("after failures the interval doubles, up to a day, and Retry-After is obeyed, up to a week", (t) => {
  const failed: PollResult = { outcome: "failed", error: "it answered 500" };
  let state = fresh;
  const waits = Array.from({ length: 9 }, () => {
    state = stateAfterPoll(state, failed, { every, now, random: 0 });
    return ((state.next ?? 0) - now) / 1000;
  });
  t.same(waits, [1800, 3600, 7200, 14_400, 28_800, 57_600, 86_400, 86_400, 86_400]);
  t.match(state, { failures: 9, error: "it answered 500" });
  const retry = (value: string) => wait({ ...failed, headers: { "retry-after": value } });
  t.equal(retry("7200"), 7200);
  t.equal(retry("60"), 1800, "sooner than its schedule it is not asked");
  t.equal(retry(new Date(now + 10_000_000).toUTCString()), 10_000);
  t.equal(retry("99999999999"), 1800, "nothing that can be read");
  t.equal(retry("9999999"), 7 * 86_400);
  t.equal(retry("soon"), 1800);
  const mended = stateAfterPoll(state, read({ etag: '"a"' }), { every, now, random: 0 });
  t.match(mended, { failures: 0, error: undefined, etag: '"a"' });
  t.end();
});

test("validators are those of what was read last; a permanent move is remembered; 410 ends it", (t) => {
  const pace = { every, now, random: 0 };
  const first = stateAfterPoll(
    fresh,
    read({ etag: '"1"', "last-modified": "Sun" }, { movedTo: "https://b.example/f" }),
    pace,
  );
  t.match(first, { address: "https://b.example/f", etag: '"1"', lastModified: "Sun" });
  const second = stateAfterPoll(first, { outcome: "unchanged", headers: {}, movedTo: undefined }, pace);
  t.match(second, { address: "https://b.example/f", etag: '"1"', lastModified: "Sun" });
  const third = stateAfterPoll(second, read({}), pace);
  t.match(third, { etag: undefined, lastModified: undefined }, "what was read now has none");
  const failed = stateAfterPoll(first, { outcome: "failed", error: "x" }, pace);
  t.match(failed, { etag: '"1"', address: "https://b.example/f" }, "a failure changes nothing of it");
  const gone = stateAfterPoll(first, { outcome: "gone" }, pace);
  t.equal(gone.next, undefined);
  t.match(gone.error, /410/);
  t.end();
});

test("whatever a server says, a source that is there is asked again within a week, and never before its schedule", (t) => {
  const headers = fc.record({
    "cache-control": fc.option(
      fc.oneof(
        fc.string(),
        fc.nat().map((age) => `max-age=${age}`),
      ),
      { nil: undefined },
    ),
    age: fc.option(fc.oneof(fc.string(), fc.nat().map(String)), { nil: undefined }),
    "retry-after": fc.option(fc.oneof(fc.string(), fc.nat().map(String)), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      headers,
      fc.boolean(),
      fc.nat(40),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (headers, ok, failures, random) => {
        const polled: PollResult = ok ? read(headers) : { outcome: "failed", error: "x", headers };
        const { next = 0 } = stateAfterPoll({ ...fresh, failures }, polled, { every, now, random });
        return next >= now + every * 1000 && next <= now + 7 * 86_400_000 && Number.isInteger(next);
      },
    ),
  );
  t.end();
});

test("a state that was kept and is damaged begins anew", (t) => {
  for (const damaged of [
    undefined,
    null,
    1,
    "x",
    [],
    {},
    { address: 1, failures: 0 },
    { address: "x", failures: 0.5 },
  ]) {
    t.same(stateOf(damaged, url), { address: url, next: 0, failures: 0 });
  }
  t.end();
});
