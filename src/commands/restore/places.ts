import { access, constants, readFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { namesOfChanges } from "../../config/changes.ts";
import type { Environment } from "../../config/environment.ts";
import { parseConfig } from "../../config/load.ts";
import type { ConfigFile } from "../../config/schema.ts";
import { pathOfList } from "../../config/subscriptions.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { journalFile } from "../../published/journal.ts";
import { manifestFile } from "../../published/load.ts";
import { backupNames, nameOfList } from "../backup/contents.ts";
import type { Move } from "./swap.ts";

/**
 * The fate of the configuration: it is `restored` where there was none, `replaced` where that was asked, and `kept`
 * where another one is; `same` where nothing differs, `none` where the backup holds none.
 */
export type ConfigurationOutcome = "restored" | "replaced" | "kept" | "same" | "none";

/** `differs`: names of settings, and lists of feeds, in which a kept configuration differs. `notices`: sentences for people. */
export type Places = { moves: Move[]; configuration: ConfigurationOutcome; differs: string[]; notices: string[] };

/**
 * Decides where the files of a backup go that are not the collection and not media. The admin token and the record of what
 * is published stay if they are there: an older token may have been replaced because others knew it, and an older record
 * would let dates of documents go back.
 * @param staged the folder with the files
 * @throws FILE_UNWRITABLE if a file cannot get its place
 */
export async function decidePlaces(
  staged: string,
  { configFile, dataDir, feedsDir }: Environment,
  { replaceConfig }: { replaceConfig: boolean },
): Promise<Places> {
  const token = { from: backupNames.adminToken, to: join(dataDir, "admin-token"), replaces: false };
  const manifest = { from: backupNames.manifest, to: join(feedsDir, manifestFile), replaces: false };
  const journal = { from: backupNames.journal, to: journalFile(feedsDir), replaces: true };
  const isPublished = await isThere(manifest.to);
  const configuration = await placeConfiguration(staged, { configFile, replaceConfig });
  const wanted = [...configuration.moves, token, ...(isPublished ? [] : [journal, manifest])];
  const moves: Move[] = [];
  for (const move of wanted) {
    if (!(await isThere(join(staged, move.from))) || (!move.replaces && (await isThere(move.to)))) continue;
    await checkWritable(move.to);
    moves.push({ ...move, to: resolve(move.to) });
  }
  return { ...configuration, moves };
}

async function placeConfiguration(
  staged: string,
  { configFile, replaceConfig }: { configFile: string; replaceConfig: boolean },
): Promise<Places> {
  const places: Places = { moves: [], configuration: "none", differs: [], notices: [] };
  const inBackup = await readIfThere(join(staged, backupNames.configuration));
  if (!inBackup) return places;
  const present = await readIfThere(configFile);
  const lists = await compareLists(staged, { configFile, text: inBackup.toString() });
  const isSame = present?.equals(inBackup) === true;
  if (present && !replaceConfig) {
    places.differs = [
      ...(isSame ? [] : describeDifference(present.toString(), inBackup.toString())),
      ...lists.map(({ to }) => to),
    ];
    places.configuration = isSame && lists.length === 0 ? "same" : "kept";
    return places;
  }
  const file = { from: backupNames.configuration, to: configFile, replaces: true };
  for (const move of [...(isSame ? [] : [file]), ...lists]) {
    if (isInside(dirname(configFile), move.to)) places.moves.push({ ...move, replaces: replaceConfig });
    else {
      const notice = `${move.to} is outside the folder of the configuration, so it stays as it is. The backup holds it as ${move.from}; “tar -xf” takes it out.`;
      places.notices.push(notice);
    }
  }
  places.configuration = places.moves.length === 0 ? "same" : present ? "replaced" : "restored";
  return places;
}

/** @returns the lists of feeds of a backup that are missing where its configuration says, or are others there */
async function compareLists(
  staged: string,
  { configFile, text }: { configFile: string; text: string },
): Promise<{ from: string; to: string }[]> {
  const lists = parseOrUndefined(text)?.subscriptions ?? [];
  const others: { from: string; to: string }[] = [];
  for (const [index, { file }] of lists.entries()) {
    const move = { from: nameOfList(index), to: pathOfList(configFile, file) };
    const inBackup = await readIfThere(join(staged, move.from));
    if (inBackup && !(await readIfThere(move.to))?.equals(inBackup)) others.push(move);
  }
  return others;
}

function describeDifference(present: string, inBackup: string): string[] {
  const [before, after] = [parseOrUndefined(present), parseOrUndefined(inBackup)];
  if (!before || !after) return ["settings that this version does not know"];
  const names = namesOfChanges(before, after);
  return names.length > 0 ? names : ["comments"];
}

function parseOrUndefined(text: string): ConfigFile | undefined {
  try {
    return parseConfig(text, "");
  } catch {
    return undefined;
  }
}

function isInside(folder: string, path: string): boolean {
  const [first] = relative(folder, path).split(sep);
  return first !== "..";
}

/** Checks that a file can be made at a path, in a folder that may be missing. */
async function checkWritable(path: string): Promise<void> {
  let folder = dirname(path);
  while (!(await isThere(folder)) && dirname(folder) !== folder) folder = dirname(folder);
  await access(folder, constants.W_OK).catch((cause) => {
    throw new CourantError(
      "FILE_UNWRITABLE",
      `${path} cannot be restored: ${messageOf(cause)}. Nothing was changed. Make the folder writable for this command.`,
      { cause },
    );
  });
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch(() => undefined);
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
