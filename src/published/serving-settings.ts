import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { flag, integer, list, object, optional, text } from "./guards.ts";
import { replaceFiles } from "./replace-files.ts";

/** The settings of publishing that answers depend on, beside those that the documents in the manifest have themselves. */
export type ServingSettings = {
  /** The slugs of the public channels in the configuration. */
  slugs: string[];
  /** The hosts whose frames pages may show. */
  frames: string[];
  /** In seconds, for Cache-Control (RFC 5861). */
  staleWhileRevalidate: number;
  staleIfError: number;
  /** Whether caches are purged, so that documents carry keys. */
  purges?: boolean | undefined;
};

const isServingSettings = object({
  slugs: list(text()),
  frames: list(text(/^[a-z0-9.-]+$/)),
  staleWhileRevalidate: integer(0),
  staleIfError: integer(0),
  purges: optional(flag),
});

/** Returns the file in FEEDS_DIR that has the settings. It begins with a dot, so that listings and web servers leave it out. */
export function servingSettingsFile(feedsDir: string): string {
  return join(feedsDir, ".settings.json");
}

/** Writes the settings for machines that only serve. @throws the error of the file system */
export async function writeServingSettings(feedsDir: string, settings: ServingSettings): Promise<void> {
  const body = Buffer.from(`${JSON.stringify(settings)}\n`);
  const file = servingSettingsFile(feedsDir);
  if (
    await readFile(file).then(
      (present) => present.equals(body),
      () => false,
    )
  )
    return;
  await replaceFiles([{ file, body }]);
}

/** Reads the settings. @returns undefined if there are none, or they are damaged */
export async function readServingSettings(feedsDir: string): Promise<ServingSettings | undefined> {
  try {
    const settings: unknown = JSON.parse(await readFile(servingSettingsFile(feedsDir), "utf8"));
    return isServingSettings(settings) ? settings : undefined;
  } catch {
    return undefined;
  }
}
