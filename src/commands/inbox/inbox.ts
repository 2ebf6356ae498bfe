import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import { createEntryHandler } from "./handle-entry.ts";
import type { ImportFileOptions } from "./import-file.ts";
import { listInbox } from "./list-inbox.ts";
import { makeFolder } from "./move-file.ts";
import { createReadCounter } from "./read-counter.ts";
import { type Sighting, updateSightings } from "./sightings.ts";

/*
 * The inbox is a folder for people and programs that can write files and nothing else. The service looks into it every
 * second, imports each file that has settled, and moves the file to `done` or `failed`.
 */

const inboxLookIntervalMs = 1_000;

/** The pause after an error that has nothing to do with one file, such as a full disk. */
const inboxRetryDelayMs = 60_000;

export type InboxDeps = Omit<ImportFileOptions, "signal"> & {
  /** The folder to look into. Its subfolders `done` and `failed` are made here. */
  folder: string;
  /** The path of the note that remembers which file is being read. It lies outside the folder, which others may write. */
  note: string;
  clock: Clock;
  log: FastifyBaseLogger;
};

/**
 * Imports the files in a folder, one after another, and moves each to `done`, or to `failed` with a text that says why.
 * A file that cannot be read or moved stays where it is, and the log names it once.
 * @returns a handle whose `stop` ends the work; a half imported file is imported again at the next start
 */
export function startInbox({ folder, note, clock, log, ...importSettings }: InboxDeps): { stop(): Promise<void> } {
  const stopController = new AbortController();
  const { signal } = stopController;
  const readCounter = createReadCounter(note, log);
  const handleEntry = createEntryHandler({ ...importSettings, folder, readCounter, clock, log, signal });
  let sightings: ReadonlyMap<string, Sighting> = new Map();

  async function look(): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const name of ["done", "failed"]) await makeFolder(join(folder, name));
    sightings = updateSightings(sightings, await listInbox(folder));
    await readCounter.clearOthers(sightings);
    for (const sighting of sightings.values()) {
      if (signal.aborted) return;
      await handleEntry(sighting);
    }
  }

  let cancelTimer = () => {};
  let looking = Promise.resolve();

  function lookAndRepeat() {
    looking = look().then(
      () => lookAfter(inboxLookIntervalMs),
      (error: unknown) => {
        if (signal.aborted) return;
        log.error({ err: error }, "the inbox met an error and waits for a minute");
        lookAfter(inboxRetryDelayMs);
      },
    );
  }

  function lookAfter(delayMs: number) {
    if (!signal.aborted) cancelTimer = clock.after(delayMs, lookAndRepeat);
  }

  lookAndRepeat();
  return {
    async stop() {
      stopController.abort();
      cancelTimer();
      await readCounter.uncountCurrent();
      await looking;
    },
  };
}
