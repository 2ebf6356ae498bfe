import { readFile } from "node:fs/promises";
import { CourantError, messageOf } from "../errors.ts";
import { checkConfig } from "./check.ts";
import { formatPath } from "./messages.ts";
import type { Config, ConfigFile, Environment } from "./schema.ts";
import { addSubscriptions } from "./subscriptions.ts";
import { readYaml, type YamlSource } from "./yaml-source.ts";

/**
 * Reads the configuration file that the environment names, and the lists of subscriptions that it names.
 * @throws CONFIG_INVALID when a file cannot be read, or with all its mistakes
 */
export async function loadConfig(environment: Environment): Promise<Config> {
  const { configFile } = environment;
  const config = parseConfig(await read(configFile), configFile);
  return { ...config, sources: await addSubscriptions(config, configFile), environment };
}

/**
 * The configuration with its defaults. Pure.
 * @param file the name under which mistakes are reported
 * @throws CONFIG_INVALID whose message has every mistake on a line of its own, in the order of the file:
 *   `config/courant.yaml:12: channels[0].limit: found "many", expected a whole number from 1 to 1000`
 */
export function parseConfig(text: string, file: string): ConfigFile {
  const source = parse(text, file);
  if (source.value === null) {
    throw invalid(`${file}:1: the file is empty; it needs at least site and channels, see config/courant.yaml`);
  }
  const mistakes = [...source.mistakes];
  if (source.value !== undefined) {
    const checked = checkConfig(source.value);
    if ("config" in checked && mistakes.length === 0) return checked.config;
    if ("mistakes" in checked) {
      for (const { path, text } of checked.mistakes) {
        mistakes.push({ line: source.lineOf(path), text: path.length === 0 ? text : `${formatPath(path)}: ${text}` });
      }
    }
  }
  mistakes.sort((a, b) => a.line - b.line);
  const lines = new Set(mistakes.map(({ line, text }) => `${file}:${line}: ${text}`));
  throw invalid([...lines].join("\n"));
}

function parse(text: string, file: string): YamlSource {
  try {
    return readYaml(text);
  } catch (cause) {
    throw invalid(`${file}:1: this YAML is too intricate to read (${messageOf(cause)}); write it plainly`, cause);
  }
}

async function read(file: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(file));
  } catch (cause) {
    const why = messageOf(cause);
    throw invalid(
      `The configuration file ${file} cannot be read: ${why}. Make it a readable UTF-8 text file, or name another in CONFIG_FILE.`,
      cause,
    );
  }
}

function invalid(detail: string, cause?: unknown): CourantError {
  return new CourantError("CONFIG_INVALID", detail, { cause });
}
