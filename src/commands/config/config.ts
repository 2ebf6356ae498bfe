import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { readConfigFiles } from "../../config/read-files.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { type SharedConfiguration, shareConfiguration } from "../../nodes/shared-configuration.ts";
import { writeConfigFile } from "../../settings/write-config-file.ts";
import type { Output } from "../process/output.ts";

/** `courant config export`: writes the text of the configuration that is in force, with its secrets, to standard output. */
export async function exportConfigCommand(config: Config, output: Output): Promise<boolean> {
  const { environment } = config;
  const shared = await withShared(config, (configuration) => configuration.read());
  output.stream.write(shared ?? (await readFile(environment.configFile, "utf8")));
  return true;
}

/**
 * `courant config import`: checks a configuration, and puts it in the place of the one in force. Services take it up within a
 * second.
 * @throws CONFIG_INVALID with all mistakes, and then nothing is changed; INPUT_UNREADABLE, PRECONDITION_FAILED
 */
export async function importConfigCommand(config: Config, file: string, output: Output): Promise<boolean> {
  const { environment } = config;
  const bytes = await (file === "-" ? buffer(process.stdin) : readFile(file)).catch((error: unknown) => {
    throw new CourantError("INPUT_UNREADABLE", `${file} cannot be read: ${messageOf(error)}.`, { cause: error });
  });
  const { text } = await readConfigFiles(environment, bytes);
  const isShared = await withShared(config, async (configuration) => {
    await configuration.read();
    await configuration.write(text);
    return true;
  });
  if (!isShared) await writeConfigFile(environment.configFile, text);
  const place = isShared ? "the database, for all nodes" : environment.configFile;
  if (output.json) output.result({ imported: true, place: isShared ? "database" : environment.configFile });
  else output.line(`The configuration is in ${place}. Services that run take it up within a second.`);
  return true;
}

/** Does work with the configuration that nodes share. @returns undefined where the configuration is a file */
async function withShared<Result>(
  { environment: { databaseUrl } }: Config,
  work: (configuration: SharedConfiguration) => Promise<Result>,
): Promise<Result | undefined> {
  if (databaseUrl === undefined) return undefined;
  const { openDatabaseConfiguration } = await import("../../stores/postgres/open-at.ts");
  const { configuration, close } = await openDatabaseConfiguration(databaseUrl);
  try {
    return await work(shareConfiguration(configuration));
  } finally {
    await close();
  }
}
