import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "tap";
import { importCommand } from "../../src/commands/import/import.ts";
import { feedsOfSiteFolder } from "../../src/commands/import/site-folder.ts";
import { slowTest } from "../slow.ts";
import { commandHere } from "./command-here.ts";
import { place } from "./process.ts";

const sites: { of: string; file: string; text: string; folder: string; feeds: string[] }[] = [
  {
    of: "Hugo",
    file: "hugo.toml",
    text: 'title = "x"\nbaseURL = "https://a.example/blog/"\n',
    folder: "content/en/posts",
    feeds: ["https://a.example/blog/index.xml"],
  },
  {
    of: "Hugo with an older name and a relative address",
    file: "config.yaml",
    text: "languageCode: en\nbaseURL: /\n",
    folder: "content",
    feeds: ["https://site.example/index.xml"],
  },
  {
    of: "Hugo with settings in a folder",
    file: "config/_default/hugo.yaml",
    text: "baseurl: https://a.example\n",
    folder: "content",
    feeds: ["https://a.example/index.xml"],
  },
  {
    of: "Zola",
    file: "config.toml",
    text: 'base_url = "https://a.example"\n',
    folder: "content",
    feeds: ["https://a.example/atom.xml"],
  },
  {
    of: "Jekyll",
    file: "_config.yml",
    text: "title: x\nurl: https://a.example # the host\nbaseurl: /blog\n",
    folder: "_posts",
    feeds: ["https://a.example/blog/feed.xml"],
  },
  {
    of: "Jekyll without an address",
    file: "_config.yml",
    text: 'title: x\nurl: ""\n',
    folder: ".",
    feeds: ["https://site.example/feed.xml"],
  },
  {
    of: "Hexo",
    file: "_config.yml",
    text: "url: https://a.example\nnew_post_name: :title.md\n",
    folder: "source/_posts",
    feeds: ["https://a.example/atom.xml"],
  },
  {
    of: "Docusaurus",
    file: "docusaurus.config.ts",
    text: "const config = {\n  url: 'https://a.example',\n  baseUrl: '/docs/',\n};\n",
    folder: "blog",
    feeds: ["https://a.example/docs/blog/rss.xml", "https://a.example/docs/blog/atom.xml"],
  },
  {
    of: "Astro",
    file: "astro.config.mjs",
    text: 'export default defineConfig({\n  site: "https://a.example",\n});\n',
    folder: "src/content/blog",
    feeds: ["https://a.example/rss.xml"],
  },
  { of: "another program", file: "config.toml", text: "[server]\nport = 80\n", folder: "content", feeds: [] },
];

for (const { of, file, text, folder, feeds } of sites) {
  test(`a folder of ${of} says where its readers have subscribed`, async (t) => {
    const site = t.testdir({});
    await mkdir(dirname(join(site, file)), { recursive: true });
    await writeFile(join(site, file), text);
    await mkdir(join(site, folder), { recursive: true });
    t.same(await feedsOfSiteFolder(join(site, folder), "https://site.example/"), feeds);
  });
}

slowTest(
  "an import of a folder of Jekyll prints the lines that keep the subscribers, and --json has the addresses",
  async (t) => {
    const where = await place(t);
    const posts = join(where.folder, "blog", "_posts");
    await mkdir(posts, { recursive: true });
    await writeFile(join(posts, "2026-01-01-a.md"), "# A title\n\nSome text.\n");
    await writeFile(join(where.folder, "blog", "_config.yml"), "url: https://old.example\n");
    const run = (json: boolean) =>
      commandHere(
        where,
        (config, clock, output) =>
          importCommand(config, clock, { names: [posts], tags: [] }, output, new AbortController().signal),
        { json },
      );
    t.match((await run(false)).out, '  "/feed.xml": ');
    t.same(JSON.parse((await run(true)).out).formerFeeds, ["https://old.example/feed.xml"]);
  },
);
