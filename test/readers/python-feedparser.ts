import { execFile, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { atomBody, rssBody } from "./html.ts";
import { filled, type Item, type Reader } from "./reading.ts";
import { inFolder, unlessVersion } from "./system.ts";

const run = promisify(execFile);
const readScript = join(import.meta.dirname, "read_feed.py");
const followScript = join(import.meta.dirname, "follow_feed.py");

/** The output of the script. A missing value is null. */
type Printed = { title: string | null; items: PrintedItem[] };
type PrintedItem = Record<Exclude<keyof Item, "authors" | "tags" | "enclosures">, string | null> & {
  authors: string[];
  tags: string[];
  enclosures: PrintedEnclosure[];
  media: PrintedEnclosure[];
};
type PrintedEnclosure = { url: string; type: string | null; length: number | null };

// The system's Python has the system's packages; the first in PATH may be another.
const tried = ["python3", "/usr/bin/python3"].map((python) => {
  const { stdout } = spawnSync(python, ["-c", "import feedparser; print(feedparser.__version__)"], {
    encoding: "utf8",
  });
  return { python, version: stdout?.trim() };
});
const { python, version } = tried.find((one) => one.version) ?? { python: "", version: undefined };

export const pythonFeedparser: Reader = {
  name: "feedparser (Python)",
  formats: ["rss", "atom"],
  missing: unlessVersion("python3-feedparser", version, "6.0"),
  async read(document, format) {
    const { title, items } = await inFolder(async (folder) => {
      const file = join(folder, `feed.${format}`);
      await writeFile(file, document);
      const { stdout } = await run(python, [readScript, file], { timeout: 120_000 });
      return JSON.parse(stdout) as Printed;
    });
    return {
      title: filled(title),
      items: items.map(({ media, ...item }) => ({
        id: filled(item.id),
        title: filled(item.title),
        link: filled(item.link),
        published: filled(item.published),
        updated: filled(item.updated),
        authors: item.authors,
        tags: item.tags,
        ...(format === "rss"
          ? rssBody(item.summary, item.content)
          : // A content without a summary stands in both.
            atomBody(item.summary === item.content ? undefined : item.summary, item.content)),
        image: filled(item.image),
        enclosures: [...item.enclosures, ...(format === "rss" ? media : [])].map(({ url, type, length }) => ({
          url,
          type: filled(type),
          length: length ?? undefined,
        })),
        language: filled(item.language),
      })),
    };
  },
};

/** Has a program that uses feedparser run once, with what it keeps in a folder. @returns the titles of all articles it has */
export async function follow(folder: string, url: string): Promise<string[]> {
  const { stdout } = await run(python, [followScript, url, join(folder, "kept.json")], { timeout: 120_000 });
  return JSON.parse(stdout) as string[];
}
