import { test } from "tap";
import { groupReads } from "../../src/publish/group-reads.ts";

test("what is asked in one turn is read together, and each question has its own answer", async (t) => {
  const groups: (readonly number[])[] = [];
  const double = groupReads(async (group: readonly number[]) => {
    groups.push(group);
    return group.map((number) => number * 2);
  });
  t.same(await Promise.all([double(1), double(2), double(1)]), [2, 4, 2]);
  t.equal(await double(3), 6);
  t.same(groups, [[1, 2, 1], [3]]);
});

test("a group that cannot be read fails for all who asked, and the next one is read", async (t) => {
  let fails = true;
  const read = groupReads(async (group: readonly string[]) => {
    if (fails) throw new Error("away");
    return group;
  });
  const results = await Promise.allSettled([read("a"), read("b")]);
  t.same(
    results.map(({ status }) => status),
    ["rejected", "rejected"],
  );
  fails = false;
  t.equal(await read("c"), "c");
});
