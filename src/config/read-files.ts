import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Environment } from "./environment.ts";
import { completeEnvironment } from "./file-settings.ts";
import { decodeConfig, parseConfig } from "./load.ts";
import type { Config, ConfigFile } from "./schema.ts";
import { addSubscriptions } from "./subscriptions.ts";

export type FileHash = readonly [file: string, sha256: string];

/** A configuration, and the files that it was read from: the configuration file first. */
export type LoadedConfig = { config: Config; files: readonly FileHash[] };

/** A configuration as its files have it. */
export type ReadConfig = LoadedConfig & {
  /** The text of the configuration file. */
  text: string;
  /** The configuration file by itself, without the feeds of the lists that it names. */
  own: ConfigFile;
};

/**
 * Reads the configuration file that the environment names, and the OPML files that the configuration names.
 * @param given the bytes of the configuration file, if it is to be checked before it is written
 * @throws CONFIG_INVALID when a file cannot be read, or with all mistakes in it
 */
export async function readConfigFiles(environment: Environment, given?: Buffer): Promise<ReadConfig> {
  const { configFile } = environment;
  const files: FileHash[] = [];
  const readBytes = async (file: string) => {
    const bytes = given && file === configFile ? given : await readFile(file);
    files.push([file, sha256(bytes)]);
    return bytes;
  };
  const text = await decodeConfig(configFile, readBytes);
  const own = parseConfig(text, configFile);
  const sources = await addSubscriptions(own, configFile, readBytes);
  const settings = await completeEnvironment(environment, own.service);
  return { config: { ...own, sources, environment: settings }, files, text, own };
}

/** Returns the hash by which a file is known. */
export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
