import { execFileSync } from "node:child_process";
import { chmod, lstat, readdir, readFile, stat, symlink } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { configReadOnly, findChangedLines } from "../../src/settings/refusals.ts";
import { writeConfigFile } from "../../src/settings/write-config-file.ts";
import { cannotMount } from "../faults/mounts.ts";

/* The configuration file is replaced whole, and stays the file that it is. */

test("the file keeps its mode, a symbolic link stays a link, and nothing is left beside it", async (t) => {
  const folder = t.testdir({ real: { "courant.yaml": "a: 1\n" }, link: {} });
  const [file, link] = [join(folder, "real", "courant.yaml"), join(folder, "link", "courant.yaml")];
  await symlink(file, link);
  await chmod(file, 0o640);
  const { ino } = await stat(file);
  await writeConfigFile(link, "a: 2\n");
  t.equal(await readFile(file, "utf8"), "a: 2\n");
  t.ok((await lstat(link)).isSymbolicLink());
  t.equal((await stat(file)).mode & 0o777, 0o640);
  t.not((await stat(file)).ino, ino, "it is another file, which was whole before it got the name");
  t.same(await readdir(join(folder, "real")), ["courant.yaml"]);
});

test("a file that is mounted by itself is written in place", { skip: cannotMount }, async (t) => {
  const folder = t.testdir({ "outside.yaml": "a: a long text\n", "courant.yaml": "" });
  const [outside, file] = [join(folder, "outside.yaml"), join(folder, "courant.yaml")];
  execFileSync("mount", ["--bind", outside, file]);
  try {
    await writeConfigFile(file, "a: 2\n");
  } finally {
    execFileSync("umount", ["--lazy", file]);
  }
  t.equal(await readFile(outside, "utf8"), "a: 2\n");
  t.same((await readdir(folder)).sort(), ["courant.yaml", "outside.yaml"]);
});

test("the lines to write by hand", async (t) => {
  const before = "a: 1\nb: 2\nc: 3\n";
  t.same(findChangedLines(before, "a: 1\nb: 4\nc: 3\n"), { first: 2, last: 2, yaml: "b: 4" });
  t.same(findChangedLines(before, "a: 1\nb: 2\nx: 1\nc: 3\n"), { first: 3, last: 2, yaml: "x: 1" });
  t.same(findChangedLines(before, "a: 1\nc: 3\n"), { first: 2, last: 2, yaml: "" });
  const refusal = configReadOnly("courant.yaml", { before, after: "a: 1\nb: 2\nx: 1\nc: 3\n" }, new Error("EROFS"));
  t.match(
    refusal.message,
    /cannot be written: EROFS\. .*write this there after line 2; the service takes it up:\nx: 1$/s,
  );
  t.match(refusal.toProblem(), { status: 409, code: "CONFIG_READ_ONLY", yaml: "x: 1", first: 3, last: 2 });
  const secret = "sources:\n  - url: https://site.example/feed?code=s3cret\n";
  const hiding = configReadOnly("courant.yaml", { before, after: before + secret }, new Error("EROFS"));
  t.match(hiding.message, /in place of “\(hidden\)”; the service takes it up:\nsources:\n.*feed\?code=\(hidden\)/s);
  t.notMatch(JSON.stringify(hiding.toProblem()), "s3cret");
});
