import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { formatCount } from "../article/limits.ts";
import { CourantError, messageOf } from "../errors.ts";
import type { ConfigFile } from "./schema.ts";

export type FileReader = (file: string) => Promise<Buffer>;

/** Tens of thousands of feeds. A larger file is no list of feeds, and its parser would keep everything else waiting. */
const maxListBytes = 16 * 1024 * 1024;

/**
 * Adds the feeds of the OPML files that a configuration names to its sources. If a feed is named more than once, the entry
 * under `sources` wins, then the first one in the files.
 * @param configFile relative names of files start from its folder
 * @throws CONFIG_INVALID when a file cannot be read or is not OPML
 */
export async function addSubscriptions(
  { sources, subscriptions }: Pick<ConfigFile, "sources" | "subscriptions">,
  configFile: string,
  readBytes: FileReader,
): Promise<ConfigFile["sources"]> {
  const all = new Map(sources.map((source) => [source.url, source]));
  for (const [index, { file, tags, ...settings }] of subscriptions.entries()) {
    const path = pathOfList(configFile, file);
    const feeds = await readOpml(path, readBytes).catch((cause: unknown) => {
      const place = `${configFile}: subscriptions[${index}].file`;
      const advice = "Export it from a feed reader as OPML, and make it readable.";
      throw new CourantError("CONFIG_INVALID", `${place}: ${path}: ${messageOf(cause)} ${advice}`, { cause });
    });
    for (const { url, folders } of feeds) {
      if (!all.has(url)) all.set(url, { ...settings, url, tags: [...new Set([...folders, ...tags])] });
    }
  }
  return [...all.values()];
}

/** Returns the path of a list that a configuration names. Relative names start from the folder of the configuration. */
export function pathOfList(configFile: string, file: string): string {
  return resolve(dirname(configFile), file);
}

async function readOpml(path: string, readBytes: FileReader) {
  const [{ decodeText }, { subscriptionsOf }] = await Promise.all([
    import("../ingest/decode.ts"),
    import("../ingest/opml.ts"),
  ]);
  await requireListFile(path);
  const text = decodeText(await readBytes(path));
  const feeds = subscriptionsOf(text);
  if (feeds.length === 0) throw new Error("It contains no feed: no <outline> has an xmlUrl.");
  return feeds;
}

/** A device or a pipe may have no end, and the settings may be changed over HTTP. */
async function requireListFile(path: string): Promise<void> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new Error("It is not a file.");
  if (stats.size > maxListBytes) throw new Error(`It has more than ${formatCount(maxListBytes)} bytes.`);
}
