import { createHash } from "node:crypto";
import type { ReadConfig } from "../config/read-files.ts";
import type { Config } from "../config/schema.ts";
import { CourantError, excerpt } from "../errors.ts";
import { type Entry, type FileContent, listOf, patchEntry, requireEntry } from "./content.ts";

/* Changes of sources in the content of a configuration file. They edit the content that they are given. */

type Source = Config["sources"][number];

/** Returns the id of a source, which follows from its address: addresses are too long for paths, and may hold secrets. */
export function sourceId(url: string): string {
  return createHash("sha256").update(url).digest("hex").slice(0, 16);
}

/** Finds a source by its id or its address. @throws NOT_FOUND */
export function findSource({ sources }: Pick<Config, "sources">, id: string): Source {
  const source = sources.find(({ url }) => url === id || sourceId(url) === id);
  if (source) return source;
  throw new CourantError(
    "NOT_FOUND",
    `“${excerpt(id)}” is not a source in the configuration. GET /admin/sources and “courant source list” list all.`,
  );
}

/** Adds a source. @throws REQUEST_INVALID */
export function addSource(content: FileContent, source: unknown): void {
  listOf(content, "sources").push(requireEntry(source));
}

/**
 * Changes a source by a JSON Merge Patch. One from a list of feeds gets an entry of its own, which then counts.
 * @returns the address that the source has then. @throws NOT_FOUND, REQUEST_INVALID
 */
export function changeSource(content: FileContent, id: string, patch: unknown, { config }: ReadConfig): string {
  const source = findSource(config, id);
  const sources = listOf(content, "sources");
  const index = sources.findIndex(({ url }) => url === source.url);
  if (index === -1) sources.push(patchEntry(withoutDefaults(source), patch));
  else sources[index] = patchEntry(sources[index] ?? {}, patch);
  return String(requireEntry(patch).url ?? source.url);
}

/** Removes a source. Its articles stay. @throws NOT_FOUND; SETTINGS_INVALID for one that is in a list of feeds */
export function removeSource(content: FileContent, id: string, { config, own }: ReadConfig): void {
  const { url } = findSource(config, id);
  if (!own.sources.some((source) => source.url === url)) {
    throw new CourantError(
      "SETTINGS_INVALID",
      "This source is in a list of feeds in `subscriptions`. Remove it from the list, or pause it.",
    );
  }
  content.sources = listOf(content, "sources").filter((source) => source.url !== url);
}

/** Puts a source in place of the one with its address, to see what it would bring in. @throws REQUEST_INVALID */
export function replaceSource(content: FileContent, source: unknown): void {
  const entry = requireEntry(source);
  content.sources = [...listOf(content, "sources").filter(({ url }) => url !== entry.url), entry];
}

function withoutDefaults({ paused, ...source }: Source): Entry {
  return { ...source, ...(paused && { paused }) };
}
