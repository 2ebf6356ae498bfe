import { access } from "node:fs/promises";
import { type Environment, type EnvironmentVariables, readEnvironment } from "../../config/environment.ts";
import { addFileSettings } from "../../config/file-settings.ts";
import { loadConfig, parseConfig } from "../../config/load.ts";
import { CourantError } from "../../errors.ts";
import { backupNames, readConfiguration, UnusableBackup } from "../backup/contents.ts";
import { backupUnusable, readKind } from "./kind.ts";

/**
 * Finds the folders of a service that is to be restored. If there is no configuration yet, or the one in the backup is to
 * replace it, the settings under `service` come from the backup.
 * @throws CONFIG_INVALID, INPUT_UNREADABLE, BACKUP_UNUSABLE; USAGE_INVALID if a configuration is asked for that the backup
 *   does not hold
 */
export async function findEnvironment(
  file: string,
  variables: { env: EnvironmentVariables; envFile: EnvironmentVariables },
  { replaceConfig }: { replaceConfig: boolean },
): Promise<Environment> {
  const environment = readEnvironment(variables.env, variables.envFile);
  if (!replaceConfig && (await isThere(environment.configFile))) return (await loadConfig(environment)).environment;
  const text = await findConfiguration(file);
  if (text !== undefined) {
    const { service } = parseConfig(text, `${file}: ${backupNames.configuration}`);
    return addFileSettings(environment, service);
  }
  if (replaceConfig) {
    throw new CourantError(
      "USAGE_INVALID",
      `${file} holds no configuration, because an earlier version of Courant made it. Leave out --config.`,
    );
  }
  return (await loadConfig(environment)).environment;
}

/** @returns the text of the configuration in a backup; undefined if it holds none */
async function findConfiguration(file: string): Promise<string | undefined> {
  if ((await readKind(file)) === "collection") return undefined;
  return readConfiguration(file).catch((error: unknown) => {
    throw error instanceof UnusableBackup ? backupUnusable(file, error.message) : error;
  });
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
