import { readFile } from "node:fs/promises";
import { CourantError, messageOf } from "../errors.ts";
import { checkConfig } from "./check.ts";
import type { Environment } from "./environment.ts";
import { completeEnvironment } from "./file-settings.ts";
import { formatPath } from "./messages.ts";
import type { Config, ConfigFile } from "./schema.ts";
import { addSubscriptions, type FileReader } from "./subscriptions.ts";
import { readYaml, type YamlSource } from "./yaml-source.ts";

/*
 * The room `config`: the schema of the configuration file, the checks that a schema cannot express, and the
 * environment. Everything is checked before a process does anything, and every mistake is reported with its line. It
 * imports `article`, and `ingest` for lists of feeds.
 */

/**
 * Reads the configuration file that the environment names, and the OPML files and the file of the admin token that it
 * names. Settings of the environment come before those of the file.
 * @param readBytes reads a file; the configuration file is the first
 * @throws CONFIG_INVALID when a file cannot be read, or with all mistakes in it
 */
export async function loadConfig(environment: Environment, readBytes: FileReader = readFile): Promise<Config> {
  const { configFile } = environment;
  const config = parseConfig(await decodeConfig(configFile, readBytes), configFile);
  return {
    ...config,
    sources: await addSubscriptions(config, configFile, readBytes),
    environment: await completeEnvironment(environment, config.service),
  };
}

/**
 * Parses a configuration and fills in the defaults. Pure.
 * @param file the file name for messages
 * @throws CONFIG_INVALID with a message that has each mistake on its own line, in the order of the file:
 *   `config/courant.yaml:12: channels[0].limit: found "many", expected a whole number from 1 to 1000`
 */
export function parseConfig(text: string, file: string): ConfigFile {
  const source = parseYaml(text, file);
  if (source.value === null) {
    throw configInvalid(`${file}:1: the file is empty; it needs at least site and channels, see config/courant.yaml`);
  }
  const mistakes = [...source.mistakes];
  if (source.value !== undefined) {
    const result = checkConfig(source.value);
    if ("config" in result && mistakes.length === 0) return result.config;
    if ("mistakes" in result) {
      for (const { path, text } of result.mistakes) {
        mistakes.push({ line: source.lineOf(path), text: path.length === 0 ? text : `${formatPath(path)}: ${text}` });
      }
    }
  }
  mistakes.sort((a, b) => a.line - b.line);
  const lines = new Set(mistakes.map(({ line, text }) => `${file}:${line}: ${text}`));
  throw configInvalid([...lines].join("\n"));
}

function parseYaml(text: string, file: string): YamlSource {
  try {
    return readYaml(text);
  } catch (cause) {
    throw configInvalid(
      `${file}:1: this YAML is nested too deeply or uses too many aliases (${messageOf(cause)}); simplify it`,
      cause,
    );
  }
}

/**
 * Reads the text of a configuration file. A byte order mark stays in it.
 * @throws CONFIG_INVALID when it cannot be read, or is no UTF-8
 */
export async function decodeConfig(file: string, readBytes: FileReader): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readBytes(file));
  } catch (cause) {
    throw configInvalid(
      `The configuration file ${file} cannot be read: ${messageOf(cause)}. Make it a readable UTF-8 text file, or name another in CONFIG_FILE.`,
      cause,
    );
  }
}

function configInvalid(detail: string, cause?: unknown): CourantError {
  return new CourantError("CONFIG_INVALID", detail, { cause });
}
