import type { FastifyBaseLogger } from "fastify";
import { hasImportableEnding } from "../import/endings.ts";
import {
  type FileOutcome,
  importedOutcome,
  interruptedOutcome,
  maxInterruptions,
  unknownEndingOutcome,
} from "./file-outcome.ts";
import { type ImportFileOptions, importFile } from "./import-file.ts";
import { readFileVersion } from "./list-inbox.ts";
import { FolderBlockedError, moveToFreeName } from "./move-file.ts";
import type { ReadCounter } from "./read-counter.ts";
import type { Sighting } from "./sightings.ts";

/** A file has settled when this many looks in a row find it unchanged. */
const minSettledLooks = 3;

/** Codes of errors that every file would meet: they stop the look, and no file is blamed. */
const systemWideCodes: readonly unknown[] = ["ENOSPC", "EDQUOT", "EMFILE", "ENFILE"];

export type EntryHandlerDeps = ImportFileOptions & { folder: string; readCounter: ReadCounter; log: FastifyBaseLogger };

/**
 * Creates the function that handles one entry of the inbox at a look. It imports a settled file and moves it, or moves it
 * without an import when its ending is unknown or it has ended the service before. If a file was imported and cannot be
 * moved, later looks try the move again without a second import.
 */
export function createEntryHandler({ folder, readCounter, log, ...importSettings }: EntryHandlerDeps) {
  function warnOnce(sighting: Sighting, reason: string | undefined, message: string): void {
    if (sighting.isFaultLogged) return;
    sighting.isFaultLogged = true;
    log.warn({ file: sighting.name, ...(reason !== undefined && { reason }) }, message);
  }

  /** @returns undefined when the file changed before it could be read */
  async function importOrRefuse(file: Sighting): Promise<FileOutcome | undefined> {
    if (!hasImportableEnding(file.name)) return unknownEndingOutcome(file.name);
    if (readCounter.countInterruptions(file) >= maxInterruptions) return interruptedOutcome(file.name);
    const result = await readCounter.countRead(file, () => importFile(file, importSettings));
    return result && importedOutcome(file.name, result);
  }

  async function moveAway({ name, path, version }: Sighting, outcome: FileOutcome): Promise<void> {
    const movedTo = await moveToFreeName(path, folder, `${outcome.folder}/${name}`, outcome.text);
    await readCounter.clear({ name, version });
    const details = { file: name, movedTo, ...outcome.details };
    if (outcome.folder === "done") log.info(details, outcome.message);
    else log.warn(details, outcome.message);
  }

  return async (sighting: Sighting): Promise<void> => {
    const { fault, path, version } = sighting;
    if (fault) return warnOnce(sighting, fault.reason, fault.message);
    if (sighting.lookCount < minSettledLooks || (sighting.isFaultLogged && !sighting.outcome)) return;
    try {
      if ((await readFileVersion(path)) !== version) return;
      sighting.outcome ??= await importOrRefuse(sighting);
      // If somebody wrote to the file during the import, it stays here and is imported again once it has settled.
      if (sighting.outcome && (await readFileVersion(path)) === version) await moveAway(sighting, sighting.outcome);
    } catch (error) {
      if (!isFileError(error)) throw error;
      if ((await readFileVersion(path)) === version) {
        warnOnce(sighting, error.message, "a file in the inbox cannot be read or moved, and stays there");
      }
    }
  };
}

/** Tells whether an error concerns this one file, and the others may fare better. */
function isFileError(error: unknown): error is Error {
  if (error instanceof FolderBlockedError) return true;
  return error instanceof Error && "syscall" in error && "code" in error && !systemWideCodes.includes(error.code);
}
