import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import { messageOf } from "../../errors.ts";
import { type FolderFile, filesIn } from "../folder-files.ts";
import { errorText } from "./error-text.ts";
import { errorSuffix, fileAway } from "./file-away.ts";
import { createSettling } from "./settling.ts";
import { stateOf, type TakeOptions, type Taken, takeFile } from "./take-file.ts";

/** Milliseconds between two looks, and after something that is no fault of a file. */
const period = 1_000;
const afterTrouble = 60_000;
/** A file is complete when it was the same in so many looks in a row. */
const looks = 3;

/** What programs call a file that they have not written to its end. */
const unfinished = /(?:\.part|\.tmp|\.crdownload|~)$/i;

/** What the file system says when no file fares better. */
const troubles: readonly unknown[] = ["ENOSPC", "EDQUOT", "EMFILE", "ENFILE"];

export type InboxDeps = Omit<TakeOptions, "signal"> & {
  /** The folder that is looked into; `done` and `failed` are made in it. */
  folder: string;
  clock: Clock;
  log: FastifyBaseLogger;
};

/**
 * Imports what is put into a folder, file after file, and moves it to `done`, or to `failed` with a text that says why.
 * A file that cannot be read or moved stays where it is, and is told of once.
 * @returns what ends it; a file that is half taken is taken again at the next start
 */
export function startInbox({ folder, clock, log, ...settings }: InboxDeps): { stop(): Promise<void> } {
  const ending = new AbortController();
  const { signal } = ending;
  const settled = createSettling(looks);
  /** What is left alone for as long as it looks like this. */
  let told = new Map<string, string>();

  function tell(name: string, state: string, details: object, message: string) {
    if (told.get(name) === state) return;
    told.set(name, state);
    log.warn({ file: name, ...details }, message);
  }

  async function look(): Promise<void> {
    for (const name of ["done", "failed"]) await mkdir(join(folder, name), { recursive: true });
    const there = new Map<string, string>();
    const files = await filesIn(folder, {
      except: ["done", "failed"],
      onUnreadable(subfolder, error) {
        there.set(subfolder, messageOf(error));
        tell(subfolder, messageOf(error), { reason: messageOf(error) }, "a folder in the inbox cannot be read");
      },
    });
    const waiting = files.filter(({ name }) => !unfinished.test(name) && !name.endsWith(errorSuffix));
    for (const { name, path } of waiting) {
      const state = await stateOf(path);
      if (state !== undefined) there.set(name, state);
      else if (name.includes("\uFFFD")) {
        there.set(name, "");
        tell(name, "", {}, "a file's name in the inbox is not UTF-8: rename it");
      }
    }
    told = new Map([...told].filter(([name, state]) => there.get(name) === state));
    const complete = settled(there);
    for (const file of waiting) {
      if (signal.aborted) return;
      const state = there.get(file.name);
      if (state !== undefined && complete.has(file.name) && !told.has(file.name)) await take(file, state);
    }
  }

  async function take(file: FolderFile, state: string): Promise<void> {
    const { name, path } = file;
    try {
      if ((await stateOf(path)) !== state) return;
      const taken = await takeFile(file, { ...settings, signal });
      // Somebody wrote to it meanwhile: it is taken again when that has ended.
      if ((await stateOf(path)) === state) await putAway(file, taken);
    } catch (error) {
      if (!isFault(error)) throw error;
      if ((await stateOf(path)) === state) {
        tell(name, state, { reason: error.message }, "a file in the inbox cannot be read or moved, and stays there");
      }
    }
  }

  async function putAway({ name, path }: FolderFile, taken: Taken): Promise<void> {
    const { rejections, ...counts } = taken;
    if (taken.rejected === 0) {
      const target = await fileAway(path, join(folder, "done"), name);
      log.info({ file: name, movedTo: `done/${target}`, ...counts }, "imported from the inbox");
    } else {
      const target = await fileAway(path, join(folder, "failed"), name, errorText(name, taken));
      const details = { file: name, movedTo: `failed/${target}`, ...counts, first: rejections[0]?.error.detail };
      log.warn(details, "not everything was imported from the inbox");
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
      await looking;
    },
  };
}

/** Whether the file system refused this one file. */
function isFault(error: unknown): error is Error {
  return error instanceof Error && "syscall" in error && "code" in error && !troubles.includes(error.code);
}
