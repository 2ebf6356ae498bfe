import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { dataDirIn } from "../../config/data-dir-in.ts";
import {
  defaultDataDir,
  type Environment,
  type EnvironmentVariables,
  readEnvironment,
  settingNames,
} from "../../config/environment.ts";
import { addFileSettings, completeEnvironment } from "../../config/file-settings.ts";
import type { LoadedConfig } from "../../config/read-files.ts";
import type { Config } from "../../config/schema.ts";
import { isToken } from "../../config/setting-values.ts";
import { messageOf } from "../../errors.ts";
import { writePrivateFile } from "../../private-file.ts";
import { hashProgram } from "../../program.ts";

/*
 * A service keeps the configuration that it published with last, in DATA_DIR/last-config.json. A start with the same files
 * serves at once, without what reads and checks them; a start with mistakes in them serves what was published last.
 */

/** The configuration of a start. */
export type StartConfig = LoadedConfig & {
  /** The mistakes in the files, if this is the configuration that was published with last instead. */
  mistake?: string | undefined;
};

type LastConfig = Pick<LoadedConfig, "files"> & {
  /** A hash of the program that read the files: another may understand them in another way. */
  program: string;
  file: Omit<Config, "environment">;
  variables: EnvironmentVariables;
};

/** Reads the configuration, and notes its files. @throws CONFIG_INVALID */
export async function readConfig(variables: EnvironmentVariables): Promise<StartConfig> {
  const { readConfigFiles } = await import("../../config/read-files.ts");
  const { config, files } = await readConfigFiles(readEnvironment(variables));
  return { config, files };
}

/** Returns the configuration if its files are what the last start read; undefined otherwise. */
export async function readUnchangedConfig(variables: EnvironmentVariables): Promise<StartConfig | undefined> {
  const last = await readLast(variables);
  const environment = tryReadEnvironment(variables);
  if (!last || !environment || last.program !== hashReader()) return undefined;
  if (last.files[0]?.[0] !== environment.configFile) return undefined;
  for (const [file, hash] of last.files) {
    const bytes = await readFile(file).catch(() => undefined);
    if (!bytes || sha256(bytes) !== hash) return undefined;
  }
  // A mistake in the file of the admin token is reported by the one that reads everything.
  const settings = await completeEnvironment(environment, last.file.service).catch(() => undefined);
  return settings && { config: { ...last.file, environment: settings }, files: last.files };
}

/**
 * Returns the configuration that was published with last, for a service whose configuration has mistakes. If the mistakes
 * are in the environment, its settings are also those of the last start, but for the admin token.
 */
export async function readConfigBefore(variables: EnvironmentVariables): Promise<Config | undefined> {
  const last = await readLast(variables);
  if (!last) return undefined;
  const { checkConfig } = await import("../../config/check.ts");
  const checked = checkConfig(last.file);
  const environment =
    tryReadEnvironment(variables) ?? tryReadEnvironment({ ...last.variables, ADMIN_TOKEN: tokenIn(variables) });
  if ("mistakes" in checked || !environment) return undefined;
  const { config } = checked;
  const settings = await completeEnvironment(environment, config.service).catch(() => ({
    ...addFileSettings(environment, config.service),
    adminToken: randomUUID(),
  }));
  return { ...config, environment: settings };
}

/**
 * Keeps a configuration that was published with. Only the owner may read the file, as the configuration itself may name
 * what is not for everybody; the admin token is not in it.
 * @returns a warning if the file cannot be written
 */
export async function keepConfig(
  { config, files }: LoadedConfig,
  variables: EnvironmentVariables,
): Promise<string | undefined> {
  const { environment, ...file } = config;
  const settings = settingNames.map((name) => [name, variables[name]]);
  const last: LastConfig = { program: hashReader(), files, file, variables: Object.fromEntries(settings) };
  const path = lastConfigFile(environment.dataDir);
  try {
    await writePrivateFile(path, JSON.stringify(last));
    return undefined;
  } catch (error) {
    return `the next start takes longer, because ${path} cannot be written: ${messageOf(error)}`;
  }
}

async function readLast(variables: EnvironmentVariables): Promise<LastConfig | undefined> {
  try {
    const dataDir = variables.DATA_DIR || (await findDataDir(variables));
    return JSON.parse(await readFile(lastConfigFile(dataDir), "utf8")) as LastConfig;
  } catch {
    return undefined;
  }
}

/**
 * Finds DATA_DIR in the text of the configuration file. The file is not read as YAML here: that is slow, and the file may
 * have mistakes.
 */
async function findDataDir(variables: EnvironmentVariables): Promise<string> {
  const text = await readFile(tryReadEnvironment(variables)?.configFile ?? "", "utf8").catch(() => "");
  return dataDirIn(text) ?? defaultDataDir;
}

function lastConfigFile(dataDir: string): string {
  return join(dataDir, "last-config.json");
}

function tryReadEnvironment(variables: EnvironmentVariables): Environment | undefined {
  try {
    return readEnvironment(variables);
  } catch {
    return undefined;
  }
}

/** Returns the admin token, or one that nobody knows in place of one with mistakes: no other token may take its place. */
function tokenIn({ ADMIN_TOKEN: token = "" }: EnvironmentVariables): string {
  return token === "" || isToken(token) ? token : randomUUID();
}

const hashReader = () => hashProgram("config/");

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
