import { copyFile, readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../clock.ts";
import type { LoadedConfig, ReadConfig } from "../config/read-files.ts";
import type { Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { takeTurns } from "../turns.ts";
import type { FileContent } from "./content.ts";
import { configReadOnly, fileInvalid, settingsInvalid } from "./refusals.ts";
import { codeOf, writeConfigFile } from "./write-config-file.ts";

/*
 * The room `settings`: the configuration that is in force. It takes up files that somebody changes, and writes changes of
 * the API back into the configuration file. It imports `config` only.
 */

/** A change of the content. It may edit what it is given. @throws the reason why it cannot be made */
export type SettingsEdit = (content: FileContent, present: ReadConfig) => void;

export type Settings = {
  /**
   * Returns the configuration as its files have it, which is then in force.
   * If the files have mistakes, it is the one in force. @throws CONFIG_INVALID if that was never read here
   */
  read(): Promise<ReadConfig>;
  /**
   * Takes up changes of the file, changes it, writes it and puts it in force. Two changes never overlap.
   * @param check throws if the change does not apply to this state of the file
   * @returns the configuration before and after. @throws SETTINGS_INVALID with all mistakes, CONFIG_READ_ONLY: nothing is changed then
   */
  change(edit: SettingsEdit, check?: (present: ReadConfig) => void): Promise<{ before: ReadConfig; after: ReadConfig }>;
  /** Returns what the configuration would be with a change, and changes nothing. @throws SETTINGS_INVALID with all mistakes */
  tryOut(edit: SettingsEdit): Promise<ReadConfig>;
  /** Takes up the files, if they have changed. It never rejects. */
  reload(): Promise<void>;
  /** Returns the mistakes that keep the files from being taken up, and since when (RFC 3339). */
  mistake(): { message: string; since: string } | undefined;
};

export type SettingsDeps = {
  /** The configuration that is in force at first. */
  config: Config;
  /** Resolves once the configuration can be replaced. */
  ready: Promise<unknown>;
  /** Puts a configuration in force. */
  apply: (loaded: LoadedConfig) => Promise<void>;
  clock: Clock;
  /** Called when the mistakes in the files are other ones than before; undefined when there are none any more. */
  onMistake: (message: string | undefined) => void;
  onError: (error: unknown) => void;
  /** The configuration of several nodes, whose text the file of each is a copy of; undefined on one machine. */
  shared?: SharedText | undefined;
  /** Called when another configuration is in force because somebody edited its files. */
  onFilesEdited?: (before: Config, after: Config) => Promise<void>;
};

/** A text that several nodes share. `write` throws PRECONDITION_FAILED when another node has changed it since. */
export type SharedText = { read(): Promise<string | undefined>; write(text: string): Promise<void> };

/** Returns the ETag of a configuration: that of its file's bytes. */
export function etagOf({ files }: Pick<ReadConfig, "files">): string {
  return `"${files[0]?.[1].slice(0, 32) ?? ""}"`;
}

/** Creates the settings of a service. */
export function createSettings(deps: SettingsDeps): Settings {
  const { apply, clock, shared, onMistake, onError, onFilesEdited } = deps;
  const { environment } = deps.config;
  let inForce = deps.config;
  let present: ReadConfig | undefined;
  let mistake: { message: string; since: string } | undefined;
  const inTurn = takeTurns(deps.ready);
  /** The text that the file of this node had last. Another one was written by hand. */
  let textOfFile: string | undefined;

  /** Reads the files. The environment stays as it was at the start, also where the file has its settings. */
  async function readFiles(given?: Buffer): Promise<ReadConfig> {
    const { readConfigFiles } = await import("../config/read-files.ts");
    const read = await readConfigFiles(environment, given);
    return { ...read, config: { ...read.config, environment } };
  }

  async function putInForce(read: ReadConfig): Promise<ReadConfig> {
    if (!isDeepStrictEqual(read.config, inForce)) await apply({ config: read.config, files: read.files });
    inForce = read.config;
    present = read;
    noteMistake(undefined);
    return read;
  }

  function noteMistake(message: string | undefined) {
    if (mistake?.message === message) return;
    mistake = message === undefined ? undefined : { message, since: new Date(clock.now()).toISOString() };
    onMistake(message);
  }

  /** Reads the files, or the text of all nodes where nobody has edited the file of this one. */
  async function readPresent(): Promise<ReadConfig> {
    if (!shared) return readFiles();
    const [common, file] = [await shared.read(), await readFile(environment.configFile, "utf8")];
    const isEdited = textOfFile !== undefined && file !== textOfFile;
    if (common === undefined || (isEdited && file !== common)) {
      const read = await readFiles();
      await shared.write(read.text);
      textOfFile = read.text;
      return read;
    }
    const read = await readFiles(Buffer.from(common));
    if (file !== common) await copyToFile(common);
    else textOfFile = file;
    return read;
  }

  /** Makes the file of this node say what is in force. A file that cannot be written stays as it is. */
  async function copyToFile(text: string): Promise<void> {
    const { configFile } = environment;
    // At the first start of a node, its file may be one that somebody still wants.
    if (textOfFile === undefined) await copyFile(configFile, `${configFile}.before-nodes`).catch(onError);
    await writeConfigFile(environment.configFile, text).catch(onError);
    textOfFile = await readFile(environment.configFile, "utf8").catch(() => undefined);
  }

  async function takeUp(): Promise<ReadConfig> {
    const read = await readPresent().catch((error: unknown) => {
      if (error instanceof CourantError && error.code === "CONFIG_INVALID") noteMistake(error.message);
      throw error;
    });
    const before = inForce;
    await putInForce(read);
    if (!isDeepStrictEqual(read.config, before)) await onFilesEdited?.(before, read.config);
    return read;
  }

  /** Reads what the file would be with a change. */
  async function readWith(edit: SettingsEdit, before: ReadConfig): Promise<ReadConfig> {
    const [{ readYaml }, { rewriteYaml }] = await Promise.all([
      import("../config/yaml-source.ts"),
      import("../config/rewrite-yaml.ts"),
    ]);
    const content = readYaml(before.text).value as FileContent;
    edit(content, before);
    const text = rewriteYaml(before.text, content);
    return readFiles(Buffer.from(text)).catch((error: unknown) => {
      throw settingsInvalid(environment.configFile, error);
    });
  }

  async function write(before: ReadConfig, after: ReadConfig): Promise<void> {
    if (shared) {
      await shared.write(after.text);
      return copyToFile(after.text);
    }
    await writeConfigFile(environment.configFile, after.text).catch((error: unknown) => {
      if (codeOf(error) === "ENOSPC") throw diskFull(environment.configFile, error);
      throw configReadOnly(environment.configFile, { before: before.text, after: after.text }, error);
    });
  }

  return {
    read: () =>
      inTurn(() =>
        takeUp().catch((error: unknown) => {
          if (present && mistake) return present;
          throw error;
        }),
      ),

    change: (edit, check = () => {}) =>
      inTurn(async () => {
        const before = await takeUp().catch(throwFileInvalid);
        check(before);
        const after = await readWith(edit, before);
        if (after.text !== before.text) {
          await write(before, after);
          await putInForce(after);
        }
        return { before, after };
      }),

    tryOut: (edit) => inTurn(async () => readWith(edit, await takeUp().catch(throwFileInvalid))),

    reload: () =>
      inTurn(async () => {
        await takeUp().catch((error: unknown) => {
          if (!mistake) onError(error);
        });
      }),

    mistake: () => mistake,
  };
}

function throwFileInvalid(error: unknown): never {
  throw error instanceof CourantError && error.code === "CONFIG_INVALID" ? fileInvalid(error) : error;
}

function diskFull(file: string, cause: unknown): CourantError {
  return new CourantError("DISK_FULL", `There is no room to write ${file}. Nothing is changed. Make room there.`, {
    cause,
  });
}
