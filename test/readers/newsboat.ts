import { execFile, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { enclosure, filled, type Reader, type Reading, second } from "./reading.ts";
import { inFolder, unlessVersion } from "./system.ts";

const run = promisify(execFile);
const version = /^newsboat ([\d.]+)/.exec(spawnSync("newsboat", ["-v"], { encoding: "utf8" }).stdout ?? "")?.[1];

export const newsboat: Reader = {
  name: "newsboat",
  formats: ["rss", "atom"],
  missing: unlessVersion("newsboat", version, "2.21"),
  read: (document, format) =>
    inFolder(async (folder) => {
      const file = join(folder, `feed.${format}`);
      await writeFile(file, document);
      return reload(folder, pathToFileURL(file).href);
    }),
};

/** Has newsboat read a feed, with what it keeps in a folder. @returns what it keeps then */
export async function reload(folder: string, url: string): Promise<Reading> {
  const [urls, cache, config] = ["urls", "cache.db", "config"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(urls, `${url}\n`);
  await writeFile(config, "");
  await run("newsboat", ["-x", "reload", "-u", urls, "-c", cache, "-C", config], {
    env: { PATH: process.env.PATH, HOME: folder, LC_ALL: "C.UTF-8" },
    timeout: 120_000,
  });
  return readCache(cache);
}

/** Returns the items that newsboat stored of the one feed it has read. It stores the last item first. */
function readCache(file: string): Reading {
  const cache = new DatabaseSync(file, { readOnly: true });
  try {
    const feed = cache.prepare("SELECT title FROM rss_feed").get();
    const items = cache.prepare("SELECT * FROM rss_item ORDER BY id DESC").all() as Record<string, string | number>[];
    const said = (value: string | number | undefined) => filled(value?.toString());
    return {
      title: said(feed?.title?.toString()),
      items: items.map((item) => ({
        id: said(item.guid),
        title: said(item.title),
        link: said(item.url),
        published: second(new Date(Number(item.pubDate) * 1000)),
        updated: undefined,
        authors: item.author ? [String(item.author)] : [],
        tags: [],
        summary: undefined,
        content: said(item.content),
        image: undefined,
        enclosures: enclosure(said(item.enclosure_url), said(item.enclosure_type)),
        language: undefined,
      })),
    };
  } finally {
    cache.close();
  }
}
