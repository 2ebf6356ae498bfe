import { test } from "tap";
import { findTestFiles, groupTestFiles } from "./files.ts";

test("a folder names its test files, a file itself, and a name without tests is an error", async (t) => {
  const files = findTestFiles(["test/upgrade", "test/upgrade/upgrade.test.ts", "test/files.test.ts"]);
  t.same(files, ["test/files.test.ts", "test/upgrade/upgrade.test.ts"]);
  t.ok(findTestFiles(["test"]).length > 100);
  t.throws(() => findTestFiles(["test/nowhere"]), { message: /^No tests are found in test\/nowhere\. Give a/ });
});

test("processes share the files, neighbours apart, and a file that must be alone comes first", async (t) => {
  const files = ["a/1.ts", "b/1.ts", "b/2.ts", "b/3.ts", "c/1.alone.test.ts", "c/2.ts"];
  t.same(groupTestFiles(files, 2), [
    { name: "c/1.alone.test.ts", files: ["c/1.alone.test.ts"] },
    { name: "process 1 of 2", files: ["a/1.ts", "b/2.ts", "c/2.ts"] },
    { name: "process 2 of 2", files: ["b/1.ts", "b/3.ts"] },
  ]);
  t.same(groupTestFiles(["a/1.ts"], 3), [{ name: "a/1.ts", files: ["a/1.ts"] }]);
  t.same(groupTestFiles(["c/1.alone.test.ts"], 3), [{ name: "c/1.alone.test.ts", files: ["c/1.alone.test.ts"] }]);
});
