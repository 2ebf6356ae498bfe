import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Test, test } from "tap";
import { importExtensions } from "../../src/ingest/detect-format.ts";
import { slowTest } from "../slow.ts";
import { place, run } from "./process.ts";

async function folderOf(t: Test, names: readonly string[]) {
  const where = await place(t);
  const folder = join(where.folder, "in");
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), `Headline ${name}\n\nText.`);
  }
  return { where, folder };
}

test("import FOLDER says how many files of which endings it passes over, links among them, and not hidden ones", async (t) => {
  const names = ["a.md", "deep/b.PNG", "c.png", "d.csv", "README", "x.md.bak", ".hidden.csv", ".git/config"];
  const { where, folder } = await folderOf(t, names);
  await symlink("a.md", join(folder, "link.md"));
  execFileSync("mkfifo", [join(folder, "deep", "fifo.txt")]);
  const said = await run(where, ["import", folder]);
  t.equal(said.code, 0, "it is no failure");
  t.match(said.out, "1 created, 0 updated, 0 unchanged, 0 rejected");
  const counts = "2 .png, 1 without an ending, 1 .bak, 1 .csv, 2 that are links or no files";
  const lines = said.err.split("\n").filter((line) => line.startsWith("ignored in"));
  t.equal(lines.length, 1);
  t.match(lines[0], `ignored in ${folder}: ${counts}. Files in a folder are imported when they end in .txt,`);
  t.match(lines[0], "name a file itself to import it all the same.");

  const json = await run(where, ["import", "--json", folder]);
  t.equal(json.err, "");
  t.match(JSON.parse(json.out), {
    unchanged: 1,
    skipped: 1,
    articles: [{ outcome: "unchanged" }, { where: folder, outcome: "skipped", reason: counts }],
  });
  const named = await run(where, ["import", join(folder, "d.csv")]);
  t.match(named.out, "1 created");
  t.notMatch(named.err, "ignored in");
});

slowTest(
  "import FOLDER takes every ending of the formats, in either case; an address still belongs to one article",
  async (t) => {
    const { where, folder } = await folderOf(t, ["one.WXR", "two.csv"]);
    const said = await run(where, ["import", "--format", "text", "--url", "https://site.example/one", folder]);
    t.equal(said.code, 0, said.err);
    t.match(said.out, "1 created");
    t.match(said.err, `: 1 .csv. Files in a folder are imported when they end in ${importExtensions.join(", ")};`);
  },
);

test("of many endings the most frequent are named, and names do not move the cursor", async (t) => {
  const endings = Array.from({ length: 12 }, (_, index) => `x.e${String(index).padStart(2, "0")}`);
  const { where, folder } = await folderOf(t, [...endings, "y.e11", "z.\x1b[31m"]);
  const { err } = await run(where, ["import", folder]);
  t.match(err, "2 .e11, 1 .\uFFFD[31m, 1 .e00");
  t.match(err, "1 .e07, 3 with other endings. ");
});
