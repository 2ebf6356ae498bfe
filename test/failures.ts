import { Parser, type Result } from "tap-parser";

/** Diagnostics that are useless to a reader: the text of the test, how it was compared, how tap started its process. */
const noise = new Set(
  "at stack source cause message name test compare tapCaught stdio cwd command args env externalID jobId".split(" "),
);
const longest = 2000;

type Diagnostics = { stack?: string; cause?: Diagnostics; message?: string };

/**
 * Every assertion that failed in a report in TAP, in words: file, tests and name; then why, where, and what tap found
 * and wanted. A file that failed as a whole stands there with its exit code, signal or time limit. Long texts are cut,
 * and control characters escaped: hostile tests put them into names and messages.
 */
export function failures(report: string): string[] {
  return assertionsOf(report)
    .filter(({ ok, skip, todo }) => !ok && !skip && !todo)
    .map((result) => [readable(result.fullname), ...details(result)].join("\n    "));
}

/** How many assertions of a report passed, and why others were skipped; not those that `--grep` leaves out. */
export function countAssertions(report: string): { passed: number; skipped: string[] } {
  const results = assertionsOf(report);
  return {
    passed: results.filter(({ ok, skip, todo }) => ok && !skip && !todo).length,
    skipped: results
      .filter(({ skip, todo }) => (skip || todo) && !/^filter: /.test(String(skip)))
      .map(({ skip, todo, name }) => (typeof (skip || todo) === "string" ? String(skip || todo) : name)),
  };
}

function assertionsOf(report: string): Result[] {
  const results: Result[] = [];
  for (const [type, result] of Parser.parse(report, { flat: true })) if (type === "assert") results.push(result);
  return results;
}

function details({ fullname, diag, tapError }: Result): string[] {
  const errors: Diagnostics[] = [];
  for (let error: Diagnostics | undefined = diag ?? undefined; error; error = error.cause) errors.push(error);
  const parts = errors.flatMap((error) => [
    ...(error.message && !repeats(fullname, error.message) ? [error.message] : []),
    ...place(error.stack ?? ""),
    ...Object.entries(error)
      .filter(([name, value]) => !noise.has(name) && value !== null)
      .map(([name, value]) => (name === "diff" ? String(value) : `${name}: ${JSON.stringify(value)}`)),
  ]);
  return [...(tapError ? [tapError] : []), ...parts].flatMap((part) => readable(part.trimEnd()).split("\n"));
}

/** tap makes the message of an error the name of the assertion, in one line. */
function repeats(name: string, message: string): boolean {
  const words = (text: string) => text.replace(/[\s\\]+/g, "");
  return words(name).includes(words(message));
}

/** The innermost line of a stack that is the project's own. */
function place(stack: string): string[] {
  const line = stack.split("\n").find((line) => /:\d+:\d+\)?$/.test(line) && !/node_modules|node:/.test(line));
  return line === undefined ? [] : [`at ${line.trim()}`];
}

function readable(text: string): string {
  const shown = text
    .slice(0, longest)
    .replace(/[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
  return text.length > longest ? `${shown} … (${text.length - longest} characters more)` : shown;
}
