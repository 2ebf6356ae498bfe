import { test } from "tap";
import { applyMergePatch } from "../../src/article/merge-patch.ts";

const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);

test("the examples of RFC 7396 appendix A", (t) => {
  const examples: [unknown, unknown, unknown][] = [
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [["a"], { b: "c" }, { b: "c" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  ];
  for (const [target, patch, result] of examples) t.strictSame(applyMergePatch(target, patch), result);
  t.end();
});

test("a patch of 20,000 objects inside each other was an internal error", (t) => {
  t.strictSame(applyMergePatch({}, nested(64)), nested(64));
  for (const depth of [65, 20_000]) {
    t.throws(() => applyMergePatch({}, nested(depth)), { code: "REQUEST_INVALID", message: /more than 64 objects/ });
  }
  t.end();
});
