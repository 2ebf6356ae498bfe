import { lstatSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { FastifyBaseLogger } from "fastify";
import { messageOf } from "../../errors.ts";
import { writePrivateFile } from "../../private-file.ts";

/** How often the service ended while it read one version of a file. The note calls them `state` and `times`. */
export type ReadAttempts = { name: string; version: string; count: number };

/** A note of a few reads is far shorter; a longer one is damaged. */
const maxNoteBytes = 64 * 1024;

const noteUnusableMessage =
  "the note about interrupted reads of the inbox cannot be used: Courant counts them from the beginning";

/** @returns what the note holds; an empty list if there is no note, or, with a warning in the log, if it is damaged */
export function loadAttempts(note: string, log: FastifyBaseLogger): ReadAttempts[] {
  try {
    const stats = lstatSync(note);
    if (!stats.isFile() || stats.size > maxNoteBytes) throw new Error("it is too long, or is not a file");
    return (JSON.parse(readFileSync(note, "utf8")) as unknown[]).map(parseAttempts);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    log.warn({ file: note, reason: messageOf(error) }, noteUnusableMessage);
    return [];
  }
}

/** Writes the note; an empty list removes it. */
export async function saveAttempts(note: string, attempts: readonly ReadAttempts[]): Promise<void> {
  if (attempts.length === 0) return rm(note, { force: true });
  await writePrivateFile(
    note,
    JSON.stringify(attempts.map(({ name, version, count }) => ({ name, state: version, times: count }))),
  );
}

/** @throws Error for a value that is not an entry of the note */
function parseAttempts(value: unknown): ReadAttempts {
  const { name, state, times } = value as Record<string, unknown>;
  if (typeof name === "string" && typeof state === "string" && Number.isInteger(times)) {
    return { name, version: state, count: Number(times) };
  }
  throw new Error("an entry has wrong members");
}
