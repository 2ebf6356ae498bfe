import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { slowTest } from "../slow.ts";
import { place, run } from "./process.ts";

slowTest("articles of a folder link to each other, before and after they are imported", async (t) => {
  const where = await place(t);
  const folder = join(where.folder, "in");
  await mkdir(folder);
  const files = {
    "a.md": "# A\n\n[to B](b.md), [to C](c.md), [to a draft](d.md)",
    "b.md": "# B\n\n[to A](a.md) and [[a]]",
    "c.md": "---\ntitle: C\nurl: https://elsewhere.example/c\n---\nText.",
    "d.md": "---\ndraft: true\n---\nText.",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const first = JSON.parse((await run(where, ["import", "--json", folder])).out);
  t.match(first, { created: 3, skipped: 1 });
  const addresses = new Map(first.articles.map(({ title, url }: { title?: string; url?: string }) => [title, url]));
  const { out } = await run(where, ["export"]);
  const contents = out.split("\n").filter((line) => line.includes('"title"'));
  const contentOf = (title: string) => contents.find((line) => line.includes(`"title":"${title}"`)) ?? "";
  for (const address of [addresses.get("B"), "https://elsewhere.example/c"])
    t.match(contentOf("A"), `href=\\"${address}\\"`);
  t.equal(contentOf("B").split(`href=\\"${addresses.get("A")}\\"`).length, 3);
  t.match(JSON.parse((await run(where, ["import", "--json", folder])).out), { unchanged: 3 });
});
