import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import { createAttempts } from "./read-attempts.ts";
import { makeFolder } from "./move-file.ts";
import { createIntake } from "./handle-entry.ts";
import { type Sighting, seenAgain } from "./sightings.ts";
import { survey } from "./list-inbox.ts";
import type { TakeOptions } from "./import-file.ts";

/** Milliseconds between two looks, and after something that is no fault of a file. */
const period = 1_000;
const afterTrouble = 60_000;

export type InboxDeps = Omit<TakeOptions, "signal"> & {
  /** The folder that is looked into; `done` and `failed` are made in it. */
  folder: string;
  /** The file that remembers what is being read, outside of that folder, to which others may write. */
  note: string;
  clock: Clock;
  log: FastifyBaseLogger;
};

/**
 * Imports what is put into a folder, file after file, and moves it to `done`, or to `failed` with a text that says why.
 * A file that cannot be read or moved stays where it is, and is told of once.
 * @returns what ends it; a file that is half taken is taken again at the next start
 */
export function startInbox({ folder, note, clock, log, ...settings }: InboxDeps): { stop(): Promise<void> } {
  const ending = new AbortController();
  const { signal } = ending;
  const attempts = createAttempts(note, log);
  const take = createIntake({ ...settings, folder, attempts, log, signal });
  let sightings: ReadonlyMap<string, Sighting> = new Map();

  async function look(): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const name of ["done", "failed"]) await makeFolder(join(folder, name));
    sightings = seenAgain(sightings, await survey(folder));
    await attempts.keep(sightings);
    for (const sighting of sightings.values()) {
      if (signal.aborted) return;
      await take(sighting);
    }
  }

  let callOff = () => {};
  let looking = Promise.resolve();
  function goOn() {
    looking = look().then(
      () => wait(period),
      (error: unknown) => {
        if (signal.aborted) return;
        log.error({ err: error }, "the inbox waits a minute");
        wait(afterTrouble);
      },
    );
  }
  function wait(milliseconds: number) {
    if (!signal.aborted) callOff = clock.after(milliseconds, goOn);
  }

  goOn();
  return {
    async stop() {
      ending.abort();
      callOff();
      await attempts.pardon();
      await looking;
    },
  };
}
