import { lstatSync, readFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import type { FastifyBaseLogger } from "fastify";
import { messageOf } from "../../errors.ts";

/** Reads of a file, in one state, that began and did not end: the service ended before them. */
type Attempt = { name: string; state: string; times: number };

/** A file in some state. */
type Subject = { name: string; state: string };

/** Bytes. A note of a few reads is far shorter; a longer one is damaged. */
const noteBytesMax = 64 * 1024;

const unusable = "the note of which file in the inbox was being read cannot be used: interrupted reads count anew";
const unwritable =
  "the note of which file in the inbox is being read cannot be written: see that it is a file in a folder that is writable; until then, a file that ends the service is read at every start";

export type Attempts = ReturnType<typeof createAttempts>;

/**
 * Counts how often the service ended while it read a file, in a note that outlives the process. Where the note is damaged
 * or cannot be written, the log says so, the inbox goes on, and such reads are counted anew or not at all.
 * @param note the file that it is kept in, which is there only while something is counted
 */
export function createAttempts(note: string, log: FastifyBaseLogger) {
  let attempts = load(note, log);
  /** What is being read, and its count before. */
  let current: Attempt | undefined;
  let saving = Promise.resolve();
  let isTold = false;

  const interruptions = ({ name, state }: Subject): number =>
    attempts.find((each) => each.name === name && each.state === state)?.times ?? 0;

  function save(): Promise<void> {
    const entries = attempts;
    saving = saving
      .then(() => (entries.length === 0 ? rm(note, { force: true }) : write(note, JSON.stringify(entries))))
      .catch((error: unknown) => {
        if (!isTold) log.warn({ file: note, reason: messageOf(error) }, unwritable);
        isTold = true;
      });
    return saving;
  }

  function count({ name, state, times }: Attempt): Promise<void> {
    const others = attempts.filter((each) => each.name !== name);
    attempts = times === 0 ? others : [...others, { name, state, times }];
    return save();
  }

  return {
    /** @returns how often the service ended while it read this file in this state */
    interruptions,

    /** Counts one more, before something is read and until that ends, well or with an error. */
    async during<Result>({ name, state }: Subject, read: () => Promise<Result>): Promise<Result> {
      const before = { name, state, times: interruptions({ name, state }) };
      current = before;
      try {
        await count({ name, state, times: before.times + 1 });
        const result = await read();
        await count({ name, state, times: 0 });
        return result;
      } catch (error) {
        await count(before);
        throw error;
      } finally {
        current = undefined;
      }
    },

    /** Forgets a file that is dealt with. */
    async forget(subject: Subject): Promise<void> {
      if (interruptions(subject) > 0) await count({ ...subject, times: 0 });
    },

    /** Forgets files that are gone or were changed. */
    async keep(there: ReadonlyMap<string, Subject>): Promise<void> {
      const kept = attempts.filter(({ name, state }) => there.get(name)?.state === state);
      if (kept.length === attempts.length) return;
      attempts = kept;
      await save();
    },

    /** A service that is told to stop does not end because of what it reads. */
    async pardon(): Promise<void> {
      if (current) await count(current);
    },
  };
}

function load(note: string, log: FastifyBaseLogger): Attempt[] {
  try {
    const stats = lstatSync(note);
    if (!stats.isFile() || stats.size > noteBytesMax) throw new Error("it is too long, or is not a file");
    return (JSON.parse(readFileSync(note, "utf8")) as unknown[]).map(attemptOf);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    log.warn({ file: note, reason: messageOf(error) }, unusable);
    return [];
  }
}

/** @throws Error for what is none */
function attemptOf(value: unknown): Attempt {
  const { name, state, times } = value as Record<string, unknown>;
  if (typeof name === "string" && typeof state === "string" && Number.isInteger(times)) {
    return { name, state, times: Number(times) };
  }
  throw new Error("an entry has not the members it should have");
}

/** Writes a file that is whole on the disk before it is there, also where the machine ends with the process. */
async function write(file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`;
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
