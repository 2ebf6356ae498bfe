import type { FastifyBaseLogger } from "fastify";
import { messageOf } from "../../errors.ts";
import { loadAttempts, type ReadAttempts, saveAttempts } from "./attempts-note.ts";

/** One version of a file in the inbox. */
type FileVersion = { name: string; version: string };

const noteUnwritableMessage =
  "the note about the file that the inbox reads cannot be written: make it a file in a writable folder; until then, a file that ends the service is read at every start";

export type ReadCounter = ReturnType<typeof createReadCounter>;

/**
 * Counts how often the service ended while it read a file, in a note that outlives the process: without it, a file that
 * crashes the service would crash it at every start. If the note is damaged or cannot be written, the log says so and the
 * inbox works on; interrupted reads then count anew, or not at all.
 * @param note the path of the note; the file exists only while a count is above zero
 */
export function createReadCounter(note: string, log: FastifyBaseLogger) {
  let attempts = loadAttempts(note, log);
  /** The file that is being read, with its count from before this read. */
  let current: ReadAttempts | undefined;
  let saving = Promise.resolve();
  let isSaveErrorLogged = false;

  function countInterruptions({ name, version }: FileVersion): number {
    return attempts.find((each) => each.name === name && each.version === version)?.count ?? 0;
  }

  function save(): Promise<void> {
    const entries = attempts;
    saving = saving
      .then(() => saveAttempts(note, entries))
      .catch((error: unknown) => {
        if (!isSaveErrorLogged) log.warn({ file: note, reason: messageOf(error) }, noteUnwritableMessage);
        isSaveErrorLogged = true;
      });
    return saving;
  }

  function setCount(entry: ReadAttempts): Promise<void> {
    const others = attempts.filter((each) => each.name !== entry.name);
    attempts = entry.count === 0 ? others : [...others, entry];
    return save();
  }

  /** Counts an attempt while `read` runs. A read that ends with a result clears the count; an error restores it. */
  async function countRead<Result>({ name, version }: FileVersion, read: () => Promise<Result>): Promise<Result> {
    const before = { name, version, count: countInterruptions({ name, version }) };
    current = before;
    try {
      await setCount({ ...before, count: before.count + 1 });
      const result = await read();
      await setCount({ ...before, count: 0 });
      return result;
    } catch (error) {
      await setCount(before);
      throw error;
    } finally {
      current = undefined;
    }
  }

  /** Clears the count of a file that has left the inbox. */
  async function clear({ name, version }: FileVersion): Promise<void> {
    if (countInterruptions({ name, version }) > 0) await setCount({ name, version, count: 0 });
  }

  /** Clears the counts of files that are gone or were changed. */
  async function clearOthers(present: ReadonlyMap<string, FileVersion>): Promise<void> {
    const kept = attempts.filter(({ name, version }) => present.get(name)?.version === version);
    if (kept.length === attempts.length) return;
    attempts = kept;
    await save();
  }

  /** Takes the current read back: when somebody stops the service, the file is not to blame. */
  async function uncountCurrent(): Promise<void> {
    if (current) await setCount(current);
  }

  return { countInterruptions, countRead, clear, clearOthers, uncountCurrent };
}
