import { CourantError, hideSecrets, messageOf } from "../errors.ts";

/** The file itself has mistakes that somebody wrote there: nothing can be changed before they are corrected. */
export function fileInvalid(cause: CourantError): CourantError {
  return new CourantError(
    "SETTINGS_INVALID",
    `The configuration file has mistakes, so nothing is changed. Correct the file first:\n${cause.message}`,
    { cause },
  );
}

/** The configuration would have mistakes with a change. The lines of a file that is not written mean nothing and are left out. */
export function settingsInvalid(configFile: string, cause: unknown): unknown {
  if (!(cause instanceof CourantError && cause.code === "CONFIG_INVALID")) return cause;
  const lines = cause.message.split("\n").map((line) => {
    return line.startsWith(`${configFile}:`) ? line.slice(configFile.length).replace(/^:(?:\d+:)? ?/, "") : line;
  });
  return new CourantError("SETTINGS_INVALID", lines.join("\n"), { cause });
}

/** The file cannot be written. The message has the lines to write there by hand, without secrets. */
export function configReadOnly(file: string, texts: { before: string; after: string }, cause: unknown): CourantError {
  const { first, last, yaml: lines } = findChangedLines(texts.before, texts.after);
  const yaml = hideSecrets(lines);
  const hint = yaml === lines ? "" : "; write the secrets in place of “(hidden)”";
  const place =
    last < first
      ? `after line ${last}`
      : first === last
        ? `in place of line ${first}`
        : `in place of lines ${first} to ${last}`;
  const detail =
    `The configuration file ${file} cannot be written: ${messageOf(cause)}. Nothing is changed. Make the file writable, ` +
    `or write this there ${place}${hint}; the service takes it up:\n${yaml}`;
  return new CourantError("CONFIG_READ_ONLY", detail, { cause, members: { yaml, first, last } });
}

/**
 * Finds the lines that differ between two texts.
 * @returns the numbers, from 1, of the first and last line that are replaced (`last` is before `first` if none is), and the
 *   new lines
 */
export function findChangedLines(before: string, after: string): { first: number; last: number; yaml: string } {
  const [old, next] = [before.split("\n"), after.split("\n")];
  const shorter = Math.min(old.length, next.length);
  let same = 0;
  while (same < shorter && old[same] === next[same]) same++;
  let sameAtEnd = 0;
  while (sameAtEnd < shorter - same && old.at(-1 - sameAtEnd) === next.at(-1 - sameAtEnd)) sameAtEnd++;
  const yaml = next.slice(same, next.length - sameAtEnd).join("\n");
  return { first: same + 1, last: old.length - sameAtEnd, yaml };
}
