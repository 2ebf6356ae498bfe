import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "tap";
import { writePrivateFile } from "../src/private-file.ts";

test("a reader sees the whole old text or the whole new one, and only the owner reads the file", async (t) => {
  const file = join(t.testdir(), "file");
  const texts = ["a".repeat(200_000), "b".repeat(300_000)];
  await writePrivateFile(file, texts[0] ?? "");
  await chmod(file, 0o644);
  let isOver = false;
  const seen = new Set<string>();
  const reading = (async () => {
    while (!isOver) seen.add(await readFile(file, "utf8"));
  })();
  for (let round = 0; round < 40; round++) await writePrivateFile(file, texts[round % 2] ?? "");
  isOver = true;
  await reading;
  t.same(
    [...seen].filter((text) => !texts.includes(text)).map(({ length }) => length),
    [],
  );
  t.equal((await stat(file)).mode & 0o777, 0o600);
});

test("where a file cannot be written, nothing is left and the old one stays", async (t) => {
  const folder = t.testdir();
  await mkdir(join(folder, "file", "inside"), { recursive: true });
  await writeFile(join(folder, "other"), "old");
  await t.rejects(writePrivateFile(join(folder, "file"), "new"), { code: /EISDIR|ENOTEMPTY|EEXIST/ });
  await t.rejects(writePrivateFile(join(folder, "other", "file"), "new"), { code: "ENOTDIR" });
  t.same((await readdir(folder)).sort(), ["file", "other"]);
  t.equal(await readFile(join(folder, "other"), "utf8"), "old");
});
