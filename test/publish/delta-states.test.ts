import { test } from "tap";
import { type Deltas, isDeltas, nextDeltas, splitItems } from "../../src/published/deltas.ts";

const layoutOf = (items: readonly string[]) => ({
  head: 1,
  separator: 1,
  tail: 1,
  items: items.map((item) => item.length),
});
const bodyOf = (items: readonly string[]) => Buffer.from(`<${items.join(",")}>`);
const stateOf = (name: string, items: readonly string[], deltas?: Deltas) => ({
  sha256: name.padStart(32, "0").padEnd(64, "f"),
  body: bodyOf(items),
  deltas,
});

test("each state knows its new items: those that come, change, go and come back", (t) => {
  const states: [name: string, items: string[], ages: number[]][] = [
    ["1", ["a", "b"], [0, 0]],
    ["2", ["c", "a", "b"], [0, 1, 1]],
    ["3", ["c", "B"], [1, 0]],
    ["4", ["a", "c", "B"], [0, 2, 1]],
    ["2", ["c", "a", "b"], [3, 1, 0]],
    ["5", [], []],
  ];
  let before: ReturnType<typeof stateOf> | undefined;
  for (const [name, items, ages] of states) {
    const next = stateOf(name, items);
    const deltas = nextDeltas(before, layoutOf(items), next.sha256, next.body);
    t.strictSame(deltas.ages, ages, `${name}: ${items}`);
    t.ok(isDeltas(deltas, bodyOf(items).length));
    t.strictSame(
      splitItems(deltas, bodyOf(items)).map((item) => item.toString()),
      items,
    );
    const again = nextDeltas({ ...next, deltas }, layoutOf(items), next.sha256, next.body);
    t.strictSame(again, deltas, "the same state is no new one");
    before = { ...next, deltas };
  }
  t.strictSame(
    before?.deltas?.past.map((name) => name.replace(/^0+/, "")),
    ["2", "4", "3", "2", "1"],
    "newest first",
  );
  t.end();
});

test("no more than fifty states are remembered, and whatever is older stays old", (t) => {
  let before: ReturnType<typeof stateOf> | undefined;
  for (let index = 0; index < 120; index++) {
    const items = ["always", `item ${index}`];
    const next = stateOf(String(index), items);
    before = { ...next, deltas: nextDeltas(before, layoutOf(items), next.sha256, next.body) };
  }
  t.equal(before?.deltas?.past.length, 50);
  t.strictSame(before?.deltas?.ages, [50, 0]);
  t.end();
});

test("where the former bytes or their layout are not known, states begin anew", (t) => {
  const both = stateOf("2", ["a", "b"]);
  const first = stateOf("1", ["a"], { ...layoutOf(["a"]), past: [], ages: [0] });
  const known = nextDeltas(first, layoutOf(["a", "b"]), both.sha256, both.body);
  t.equal(known.past.length, 1);
  const state = stateOf("1", ["a", "b"], known);
  const { sha256, body } = stateOf("2", ["b"]);
  const lost = { sha256: state.sha256, deltas: known };
  for (const [what, before] of [
    ["nothing", undefined],
    ["no deltas", { sha256: state.sha256, body: state.body }],
    ["no bytes", lost],
  ] as const) {
    t.match(nextDeltas(before, layoutOf(["b"]), sha256, body), { past: [], ages: [0] }, what);
  }
  t.same(
    nextDeltas(lost, layoutOf(["a", "b"]), state.sha256, state.body),
    { ...layoutOf(["a", "b"]), past: known.past, ages: known.ages },
    "the same bytes, made again, are the same state",
  );
  t.match(nextDeltas(state, layoutOf(["a,b"]), state.sha256, state.body), { past: [], ages: [0] });
  t.end();
});

test("the items in a manifest are believed only where they fit the document", (t) => {
  const name = "0".repeat(32);
  const good = { head: 10, whole: [2, 5], separator: 2, tail: 3, items: [20, 30], past: [name], ages: [0, 1] };
  const bytes = 10 + 20 + 2 + 30 + 3;
  t.ok(isDeltas(good, bytes));
  t.ok(isDeltas({ head: 1, separator: 9, tail: 1, items: [], past: [], ages: [] }, 2), "no items, no separator");
  const wrong: [what: string, value: unknown][] = [
    ["nothing", null],
    ["text", "deltas"],
    ["another length of an item", { ...good, items: [20, 31] }],
    ["a negative length", { ...good, items: [-20, 70] }],
    ["a fraction", { ...good, items: [20.5, 29.5] }],
    ["no number", { ...good, items: ["20", 30] }],
    ["a missing age", { ...good, ages: [0] }],
    ["an age out of bounds", { ...good, ages: [0, 51] }],
    ["a range out of the head", { ...good, whole: [2, 11] }],
    ["a range turned round", { ...good, whole: [5, 2] }],
    ["a name that is none", { ...good, past: ['x"\r\n'] }],
    ["too many names", { ...good, past: Array(51).fill(name) }],
    ["a larger head", { ...good, head: 11 }],
    ["no tail", { ...good, tail: undefined }],
  ];
  for (const [what, value] of wrong) t.notOk(isDeltas(value, bytes), what);
  t.notOk(isDeltas(good, bytes + 1), "another document");
  t.end();
});
