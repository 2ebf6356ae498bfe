import { test } from "tap";
import type { Document } from "../../src/published/snapshot.ts";
import { createHeaderCache } from "../../src/serve/headers.ts";

const staleness = { staleWhileRevalidate: 0, staleIfError: 0 };
const now = Date.parse("2026-01-01T00:00:00Z");

/** The freshness that a document has at `now`. */
function maxAgeOf(due: number | undefined, maxAge = 300): number {
  const headersOf = createHeaderCache({ staleness, pageHeaders: {}, purging: undefined });
  const identity = { etag: '"1"', sha256: "", bytes: 0 };
  const document: Document = { path: "/", file: "x", type: "x", maxAge, due, lastModified: 0, variants: { identity } };
  const { ok } = headersOf(document, "identity", now);
  return Number(/max-age=(\d+)/.exec(String(ok["cache-control"]))?.[1]);
}

test("a freshness never reaches past the time of a change, and comes back when nobody makes the change", (t) => {
  t.equal(maxAgeOf(undefined), 300);
  t.equal(maxAgeOf(now + 1_000_000), 300);
  t.equal(maxAgeOf(now + 90_000), 90);
  t.equal(maxAgeOf(now), 0);
  t.equal(maxAgeOf(now - 5_000), 0, "it is being made");
  t.equal(maxAgeOf(now - 11_000), 60, "publishing is down: caches keep it for a minute");
  t.equal(maxAgeOf(now - 11_000, 30), 30);
  t.end();
});
