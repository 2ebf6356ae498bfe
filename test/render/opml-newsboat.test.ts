import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "tap";
import type { Channel } from "../../src/config/schema.ts";
import { renderOpml } from "../../src/render/opml.ts";
import { news, site } from "./pages.ts";

const run = promisify(execFile);
const newsboat = await run("newsboat", ["--version"]).then(
  () => true,
  () => false,
);
const skip = newsboat ? false : "newsboat is not installed here: apt-get install newsboat";

test("newsboat imports every channel, with its group as a tag", { skip }, async (t) => {
  const folder = t.testdir({});
  const channel = (slug: string, group?: string): Channel => ({
    ...news,
    slug,
    title: `About “${slug}” & <more>`,
    ...(group && { group }),
  });
  const tags = Array.from({ length: 200 }, (_, index) => channel(`tag-${index}`, "By tag"));
  const channels = [channel("news"), ...tags, channel("ines-moreau", "Inés & others"), channel("sport")];
  await writeFile(join(folder, "feeds.opml"), renderOpml(site, channels, "https://feeds.example.org"));
  await run("newsboat", ["-i", "feeds.opml", "-u", "urls", "-c", "cache.db"], {
    cwd: folder,
    env: { ...process.env, HOME: folder },
    timeout: 120_000,
  });
  t.same((await readFile(join(folder, "urls"), "utf8")).trim().split("\n"), [
    "https://feeds.example.org/feeds/news.rss",
    "https://feeds.example.org/feeds/sport.rss",
    ...tags.map(({ slug }) => `https://feeds.example.org/feeds/${slug}.rss "By tag"`),
    'https://feeds.example.org/feeds/ines-moreau.rss "Inés & others"',
  ]);
});
