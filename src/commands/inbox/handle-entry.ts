import type { FastifyBaseLogger } from "fastify";
import { isTaken } from "../import/endings.ts";
import type { Attempts } from "./read-attempts.ts";
import { FolderBlocked, fileAway } from "./move-file.ts";
import { interruptedTooOften, interruptionsMost, type Outcome, outcomeOf, unknownEnding } from "./file-outcome.ts";
import type { Sighting } from "./sightings.ts";
import { stateOf } from "./list-inbox.ts";
import { type TakeOptions, takeFile } from "./import-file.ts";

/** A file is complete when it was the same in so many looks in a row. */
const looksNeeded = 3;

/** What the file system says when no file fares better. */
const troubles: readonly unknown[] = ["ENOSPC", "EDQUOT", "EMFILE", "ENFILE"];

export type IntakeDeps = TakeOptions & { folder: string; attempts: Attempts; log: FastifyBaseLogger };

/**
 * Makes what deals with one thing in the inbox at a time: a file that is complete is imported, unless its name or its
 * past speak against it, and moved. A file that was imported and cannot be moved is not imported again: it is moved at
 * the first look at which it can be.
 */
export function createIntake({ folder, attempts, log, ...settings }: IntakeDeps) {
  function tell(sighting: Sighting, reason: string | undefined, message: string): void {
    if (sighting.isTold) return;
    sighting.isTold = true;
    log.warn({ file: sighting.name, ...(reason !== undefined && { reason }) }, message);
  }

  /** @returns undefined when the file changed meanwhile */
  async function judge(file: Sighting): Promise<Outcome | undefined> {
    if (!isTaken(file.name)) return unknownEnding(file.name);
    if (attempts.interruptions(file) >= interruptionsMost) return interruptedTooOften(file.name);
    const taken = await attempts.during(file, () => takeFile(file, settings));
    return taken && outcomeOf(file.name, taken);
  }

  async function putAway({ name, path, state }: Sighting, outcome: Outcome): Promise<void> {
    const movedTo = await fileAway(path, folder, `${outcome.folder}/${name}`, outcome.text);
    await attempts.forget({ name, state });
    const details = { file: name, movedTo, ...outcome.details };
    if (outcome.folder === "done") log.info(details, outcome.message);
    else log.warn(details, outcome.message);
  }

  return async (sighting: Sighting): Promise<void> => {
    const { fault, path, state } = sighting;
    if (fault) return tell(sighting, fault.reason, fault.message);
    if (sighting.looks < looksNeeded || (sighting.isTold && !sighting.outcome)) return;
    try {
      if ((await stateOf(path)) !== state) return;
      sighting.outcome ??= await judge(sighting);
      // Where somebody wrote to it meanwhile, it is taken again when that has ended.
      if (sighting.outcome && (await stateOf(path)) === state) await putAway(sighting, sighting.outcome);
    } catch (error) {
      if (!isFault(error)) throw error;
      if ((await stateOf(path)) === state) {
        tell(sighting, error.message, "a file in the inbox cannot be read or moved, and stays there");
      }
    }
  };
}

/** Whether this one file cannot be read or moved. */
function isFault(error: unknown): error is Error {
  if (error instanceof FolderBlocked) return true;
  return error instanceof Error && "syscall" in error && "code" in error && !troubles.includes(error.code);
}
