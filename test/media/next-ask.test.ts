import fc from "fast-check";
import { test } from "tap";
import { nextProbe, pickBatch } from "../../src/media/next-probe.ts";
import type { ProbeResult } from "../../src/media/probe.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const url = "https://a.example/p.png";
const failed = (headers = {}): ProbeResult => ({ outcome: "failed", error: "it answered 500", headers, isBusy: false });
const after = (asked: ProbeResult, failures = 0, random = 0) => nextProbe({ url, failures }, asked, { now, random });
/** Hours until it is asked again. */
const wait = (asked: ProbeResult, failures = 0) => {
  const { next } = after(asked, failures);
  return next === undefined ? undefined : (next - now) / 3_600_000;
};

test("a file that is known or gone is not asked again; failures are repeated, more and more seldom, five times in all", (t) => {
  const facts = { type: "image/png", bytes: 1 };
  t.same(after({ outcome: "found", facts }, 3), { url, asked: now, next: undefined, failures: 0, facts });
  t.equal(wait({ outcome: "gone", error: "it answered 410" }), undefined);
  t.same(
    [0, 1, 2, 3, 4, 5].map((failures) => wait(failed(), failures)),
    [1, 4, 16, 64, undefined, undefined],
  );
  t.equal(wait(failed({ "retry-after": "36000" })), 10, "Retry-After is obeyed");
  t.equal(wait(failed({ "retry-after": "60" })), 1);
  t.equal(wait(failed({ "retry-after": "9999999" })), 168, "up to a week");
  t.end();
});

test("whatever failed, it is asked again between one hour and a week later, or not at all", (t) => {
  const header = fc.oneof(
    fc.string(),
    fc.nat().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  fc.assert(
    fc.property(fc.nat(10), fc.double({ min: 0, max: 1, noNaN: true }), header, (failures, random, value) => {
      const { next, failures: counted } = after(failed({ "retry-after": value }), failures, random);
      const hours = next === undefined ? undefined : (next - now) / 3_600_000;
      if (counted !== failures + 1 || (hours === undefined) !== failures >= 4) return false;
      return hours === undefined || (hours >= 1 && hours <= 168);
    }),
  );
  t.end();
});

test("a host with many files leaves room for the others, and every file is asked once", (t) => {
  const many = Array.from({ length: 50 }, (_, index) => ({ url: `https://many.example/${index}` }));
  const other = { url: "https://other.example/p.png" };
  t.same(pickBatch([...many, other], { maxFiles: 100, maxPerHost: 20 }), [many.slice(0, 20), [other]]);
  t.same(pickBatch(many, { maxFiles: 5, maxPerHost: 20 }), [many.slice(0, 5)]);
  const urls = fc.array(fc.record({ url: fc.oneof(fc.webUrl(), fc.constantFrom(...many.map(({ url }) => url))) }));
  fc.assert(
    fc.property(urls, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 }), (due, files, ofHost) => {
      const queues = pickBatch(due, { maxFiles: files, maxPerHost: ofHost });
      const hosts = queues.map((queue) => new Set(queue.map(({ url }) => new URL(url).host)));
      const all = queues.flat();
      const isFair = queues.every(({ length }) => length >= 1 && length <= ofHost) && all.length <= files;
      const isApart =
        hosts.every((each) => each.size === 1) && new Set(hosts.flatMap((each) => [...each])).size === queues.length;
      return isFair && isApart && all.every((each) => due.includes(each)) && new Set(all).size === all.length;
    }),
  );
  t.end();
});
