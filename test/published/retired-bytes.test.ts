import { test } from "tap";
import { createRetiredBytes } from "../../src/published/retired-bytes.ts";

test("bytes go when a commit after which nobody serves them is released, and not for a commit of an earlier process", async (t) => {
  const removed: string[] = [];
  const files = {
    async removeReplaced(hashes: Iterable<string>) {
      removed.push(...hashes);
    },
  };
  const before = createRetiredBytes(files, 1_000);
  const commitBefore = before.retire(["a"]);
  for (let commit = 0; commit < 40; commit++) before.retire([]);

  const now = createRetiredBytes(files, 2_000);
  const first = now.retire(["a"]);
  const second = now.retire(["b"]);
  await now.release(commitBefore + 40);
  t.same(removed, []);
  await now.release(first);
  t.same(removed, ["a"]);
  await now.release(second);
  t.same(removed, ["a", "b"]);
});
