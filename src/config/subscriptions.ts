import { dirname, resolve } from "node:path";
import { CourantError, messageOf } from "../errors.ts";
import type { ConfigFile } from "./schema.ts";

export type FileReader = (file: string) => Promise<Buffer>;

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
    const path = resolve(dirname(configFile), file);
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

async function readOpml(path: string, readBytes: FileReader) {
  const [{ decodeText }, { subscriptionsOf }] = await Promise.all([
    import("../ingest/decode.ts"),
    import("../ingest/opml.ts"),
  ]);
  const text = decodeText(await readBytes(path));
  const feeds = subscriptionsOf(text);
  if (feeds.length === 0) throw new Error("It contains no feed: no <outline> has an xmlUrl.");
  return feeds;
}
