import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Test } from "tap";
import { importExtensions } from "../../src/ingest/import-formats.ts";
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

const counts = "2 .png, 1 without an ending, 1 .bak, 1 .csv, 2 that are links or not files";

async function folderOfManyKinds(t: Test) {
  const names = ["a.md", "deep/b.PNG", "c.png", "d.csv", "README", "x.md.bak", ".hidden.csv", ".git/config"];
  const { where, folder } = await folderOf(t, names);
  await symlink("a.md", join(folder, "link.md"));
  execFileSync("mkfifo", [join(folder, "deep", "fifo.txt")]);
  return { where, folder };
}

slowTest("import FOLDER counts ignored files by their endings, links among them, and not hidden ones", async (t) => {
  const { where, folder } = await folderOfManyKinds(t);
  const said = await run(where, ["import", folder]);
  t.equal(said.code, 0, "it is no failure");
  t.match(said.out, "1 created, 0 updated, 0 unchanged, 0 rejected");
  const lines = said.err.split("\n").filter((line) => line.startsWith("ignored in"));
  t.equal(lines.length, 1);
  t.match(lines[0], `ignored in ${folder}: ${counts}. From a folder, Courant imports files whose names end in .txt,`);
  t.match(lines[0], "name another file itself to import it anyway.");
});

slowTest("import FOLDER --json counts ignored files as skipped, and a file that is named is imported", async (t) => {
  const { where, folder } = await folderOfManyKinds(t);
  await run(where, ["import", folder]);
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
    t.match(
      said.err,
      `: 1 .csv. From a folder, Courant imports files whose names end in ${importExtensions.join(", ")};`,
    );
  },
);

slowTest("only the most frequent of many endings are named, and names do not move the cursor", async (t) => {
  const endings = Array.from({ length: 12 }, (_, index) => `x.e${String(index).padStart(2, "0")}`);
  const { where, folder } = await folderOf(t, [...endings, "y.e11", "z.\x1b[31m"]);
  const { err } = await run(where, ["import", folder]);
  t.match(err, "2 .e11, 1 .\uFFFD[31m, 1 .e00");
  t.match(err, "1 .e07, 3 with other endings. ");
});

slowTest("import FOLDER passes over data and the pages of sections, and says so", async (t) => {
  const { where, folder } = await folderOf(t, ["post.mdx", "_index.md", "sub/_index.de.md"]);
  const files = {
    "menu.json": '[{ "name": "Home", "url": "/" }]',
    "settings.json": '{ "title": "Site", "plugins": [] }',
    "article.json": '{ "title": "An article", "content_text": "Text.", "titel": "x" }',
    "broken.json": "{",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const said = await run(where, ["import", folder]);
  t.match(said.out, "1 created, 0 updated, 0 unchanged, 2 rejected, 4 skipped");
  for (const name of ["menu.json", "settings.json"]) t.match(said.out, `${name}: It is data and contains no article.`);
  for (const name of ["_index.md", "_index.de.md"]) t.match(said.out, `${name}: It is the page of a section`);
  t.match(said.err, "article.json: /titel: there is no such name");
  t.match(said.err, /broken\.json: /);
  const named = await run(where, ["import", join(folder, "_index.md")]);
  t.match(named.out, "1 created");
});

slowTest("a link to a file that was imported by itself before leads to the article that it became", async (t) => {
  const { where, folder } = await folderOf(t, ["sub/c.md"]);
  await writeFile(join(folder, "sub/c.md"), "---\ntitle: C\n---\nSome words.");
  await writeFile(join(folder, "b.md"), "---\ntitle: B\n---\n[c](sub/c.md#part)");
  const alone = JSON.parse((await run(where, ["import", "--json", join(folder, "sub/c.md")])).out);
  const [{ id, url }] = alone.articles;
  const together = JSON.parse((await run(where, ["import", "--json", folder])).out);
  t.match(together, { created: 1, unchanged: 1 });
  t.ok(together.articles.some((article: { id: string }) => article.id === id));
  const exported = (await run(where, ["export"])).out;
  t.match(exported, `href=\\"${url}#part\\"`);
});
