/*
 * Compares how Courant reads feeds with how feedparser for Python does: `node test/differential/feeds.ts [FOLDER…]`. It
 * prints each entry that has a date, an attachment or a picture there and not here, and the counts. Without a folder it reads
 * the fixtures. Differences have reasons (feedparser repairs XML that is not well-formed, for example), so it asserts nothing.
 */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Draft } from "../../src/article/article.ts";
import { absoluteUrl } from "../../src/article/url.ts";
import { decodeText } from "../../src/ingest/decode.ts";
import { ingest } from "../../src/ingest/ingest.ts";

const endings = /\.(?:xml|rss|atom|rdf|feed)$/i;
const baseUrl = "https://site.example/";

type Entry = {
  id: string | null;
  link: string | null;
  title: string | null;
  isDated: boolean;
  attachments: string[];
  pictures: string[];
};
type Reading = { path: string; entries: Entry[]; error?: string };

const folders = process.argv.length > 2 ? process.argv.slice(2) : [join(import.meta.dirname, "../ingest/fixtures")];
const paths = folders.flatMap(listFeeds).sort();
const counts = new Map<string, number>();
const python = spawn("/usr/bin/python3", [join(import.meta.dirname, "read_feeds.py")], {
  stdio: ["pipe", "pipe", "inherit"],
});
python.stdin.end(paths.map((path) => `${path}\n`).join(""));
for await (const line of createInterface({ input: python.stdout })) compare(JSON.parse(line) as Reading);
for (const [name, count] of [...counts].sort()) console.log(`${name}: ${count}`);

function listFeeds(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && endings.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function count(name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

function compare({ path, entries }: Reading): void {
  if (entries.length === 0) return;
  count("feeds");
  count("entries", entries.length);
  const { drafts, reasons } = readHere(path);
  if (drafts.length === 0) {
    count(`refused as a whole: ${/cannot be read|not valid|no feed|skipped/.exec(reasons[0] ?? "")?.[0] ?? "other"}`);
    console.log(`refused  ${path}: ${reasons[0]}`);
    return;
  }
  for (const [index, entry] of entries.entries()) {
    const draft = drafts.length === entries.length ? drafts[index] : drafts.find((each) => isSame(each, entry));
    if (draft === undefined) lose(path, index, "entry", reasons.join(" | "));
    else for (const [name, what] of lossesOf(entry, draft)) lose(path, index, name, what);
  }
}

function lose(path: string, index: number, name: string, what: string): void {
  count(`lost: ${name}`);
  console.log(`${name.padEnd(10)} ${path}, entry ${index + 1}: ${what.slice(0, 300)}`);
}

function readHere(path: string): { drafts: Draft[]; reasons: string[] } {
  try {
    const text = decodeText(readFileSync(path));
    const result = ingest({ name: path, text }, { tags: [], baseUrl, format: "feed" });
    return {
      drafts: result.drafts.map(({ prepared }) => prepared.draft),
      reasons: [
        ...result.rejected.map(({ where, error }) => `${where}: ${error.detail}`),
        ...result.skipped.map(({ where, reason }) => `skipped ${where}: ${reason}`),
      ],
    };
  } catch (error) {
    return { drafts: [], reasons: [String(error)] };
  }
}

function isSame({ id, url, title }: Draft, entry: Entry): boolean {
  return (
    (entry.id !== null && id === entry.id) ||
    (entry.link !== null && url === absoluteUrl(entry.link, baseUrl)) ||
    (entry.id === null && entry.link === null && title !== undefined && title === entry.title)
  );
}

function* lossesOf(entry: Entry, draft: Draft): Generator<[name: string, what: string]> {
  if (entry.isDated && !draft.date_published && !draft.date_modified) yield ["date", ""];
  const ours = new Set([draft.image, ...(draft.attachments ?? []).map(({ url }) => url)]);
  const base = draft.url ?? baseUrl;
  const isLost = (address: string) => {
    const url = absoluteUrl(address, base);
    return url !== undefined && !ours.has(url) && !ours.has(address);
  };
  for (const address of entry.attachments.filter(isLost)) yield ["attachment", address];
  if (entry.pictures.length > 0 && entry.pictures.every(isLost)) yield ["picture", entry.pictures.join(" ")];
}
