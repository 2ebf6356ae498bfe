import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { readConfigFiles } from "../../config/read-files.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { writeConfigFile } from "../../settings/write-config-file.ts";
import type { Output } from "../process/output.ts";
import { withSharedConfiguration } from "../settings/shared-configuration.ts";

/** `courant config export`: writes the text of the configuration that is in force, with its secrets, to standard output. */
export async function exportConfigCommand(config: Config, output: Output): Promise<boolean> {
  const { environment } = config;
  const text = await withSharedConfiguration(config, async (shared) => shared?.read());
  output.stream.write(text ?? (await readFile(environment.configFile, "utf8")));
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
  const isShared = environment.databaseUrl !== undefined;
  await withSharedConfiguration(config, async (shared) => {
    if (!shared) return writeConfigFile(environment.configFile, text);
    await shared.read();
    await shared.write(text);
  });
  const place = isShared ? "the database, for all nodes" : environment.configFile;
  if (output.json) output.result({ imported: true, place: isShared ? "database" : environment.configFile });
  else output.line(`The configuration is in ${place}. Services that run take it up within a second.`);
  return true;
}
