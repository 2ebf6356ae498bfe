import { test } from "tap";
import { findTestFiles, groupTestFiles } from "./files.ts";

test("a folder names its test files, a file itself, and what names none is told", async (t) => {
  const files = findTestFiles(["test/upgrade", "test/upgrade/upgrade.test.ts", "test/files.test.ts"]);
  t.same(files, ["test/files.test.ts", "test/upgrade/upgrade.test.ts"]);
  t.ok(findTestFiles(["test"]).length > 100);
  t.throws(() => findTestFiles(["test/nowhere"]), { message: /^No tests are found in test\/nowhere\. Give a/ });
});

test("files of a room share processes, some in each, the largest rooms first", async (t) => {
  const files = ["a/1.ts", "b/1.ts", "b/2.ts", "b/3.ts", "c/1.ts", "c/2.ts", "c/3.alone.test.ts"];
  t.same(groupTestFiles(files, 2), [
    { name: "b 1/2", files: ["b/1.ts", "b/3.ts"] },
    { name: "b 2/2", files: ["b/2.ts"] },
    { name: "c", files: ["c/1.ts", "c/2.ts"] },
    { name: "a/1.ts", files: ["a/1.ts"] },
    { name: "c/3.alone.test.ts", files: ["c/3.alone.test.ts"] },
  ]);
});
