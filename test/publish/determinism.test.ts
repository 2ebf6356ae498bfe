import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { makeArticles } from "../bench/articles.ts";
import { place, run } from "../commands/process.ts";
import { slowTest } from "../slow.ts";

const config = `
site: { title: Ünïted, url: "https://site.example/", language: tr, author: { name: İpek } }
schedule: { timezone: Asia/Tokyo }
channels:
  - { slug: news, title: Haberler, description: Everything, limit: 10 }
  - { slug: show, title: Show, description: Podcast, podcast: { image: "https://site.example/c.png", categories: [Arts] } }
perTag: true
perAuthor: true
perLanguage: true
`;

/** Two machines: all that a program may pick up from where it runs is another. */
const machines = {
  here: { TZ: "America/St_Johns", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
  there: { TZ: "Pacific/Apia", LANG: "C", LC_ALL: "C" },
};

/** Every file of a folder but the manifest and its journal, which say when and by which run. */
async function filesIn(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(
    (entry) => entry.isFile() && !entry.name.startsWith("manifest.") && !entry.parentPath.endsWith(".replaced"),
  );
  const read = files.map(async ({ parentPath, name }) => {
    const file = join(parentPath, name);
    return [file.slice(folder.length), (await readFile(file)).toString("base64")] as const;
  });
  return new Map((await Promise.all(read)).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** ETag and bytes of each coding, by path, as the manifest has them. */
async function etagsIn(folder: string): Promise<unknown> {
  const { documents } = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8")) as {
    documents: { path: string; variants: object }[];
  };
  return documents.map(({ path, variants }) => [path, variants]);
}

async function articlesFile(folder: string): Promise<string> {
  const tags = ["Iğdır", "INFO", "istanbul", "ﬁne", "Ångström", "zebra", "äpfel"];
  const languages = ["tr", "de-CH", "en", "ja"];
  const lines = [...makeArticles(60)].map((article, index) => {
    const { url: _, ...withoutUrl } = article;
    const more = { tags: [tags[index % 7], tags[(index * 3) % 7]], language: languages[index % 4] };
    // Equal dates leave the order to the ids.
    const date_published = new Date(Date.UTC(2026, 2, 28 + Math.floor(index / 20), 23, 30)).toISOString();
    return JSON.stringify({ ...(index % 3 === 0 ? withoutUrl : article), ...more, date_published });
  });
  const file = join(folder, "articles.ndjson");
  await writeFile(file, lines.join("\n"));
  return file;
}

async function machine(t: Test, name: keyof typeof machines) {
  const where = await place(t, config);
  const data = join(where.folder, "data");
  const feeds = join(where.folder, "feeds");
  const env = { ...where.env, ...machines[name], BASE_URL: "https://feeds.example" };
  return { data, feeds, run: (...args: string[]) => run({ ...where, env }, args) };
}

slowTest("two machines with the same collection and configuration make the same bytes and ETags", async (t) => {
  const here = await machine(t, "here");
  const there = await machine(t, "there");
  const imported = await here.run("import", await articlesFile(t.testdir()));
  t.equal(imported.code, 0, imported.err);
  await cp(here.data, there.data, { recursive: true });
  const made = await there.run("regenerate");
  t.equal(made.code, 0, made.err);

  const files = await filesIn(here.feeds);
  t.ok(files.size > 200, `${files.size} files`);
  t.same(await filesIn(there.feeds), files);
  t.same(await etagsIn(there.feeds), await etagsIn(here.feeds));
});
