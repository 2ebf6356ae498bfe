import type { Clock } from "../../src/clock.ts";
import { systemClock } from "../../src/clock.ts";
import { type Output, replaceControlCharacters } from "../../src/commands/process/output.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Config } from "../../src/config/schema.ts";
import type { Place } from "./process.ts";

/** The function of a command, without its own settings. */
type Command = (config: Config, clock: Clock, output: Output) => Promise<boolean>;

/**
 * Runs a command in the process of the test: a process takes as long to start as most commands to end.
 * @returns the exit code that it would have, and the lines that it wrote
 */
export async function commandHere({ env }: Place, command: Command, { json = false } = {}) {
  const out: string[] = [];
  const err: string[] = [];
  const output: Output = {
    json,
    line: (text) => out.push(replaceControlCharacters(text)),
    error: (text) => err.push(replaceControlCharacters(text)),
    result: (value) => out.push(JSON.stringify(value, null, 2)),
    stream: process.stdout,
    progress: process.stderr,
  };
  const isDone = await command(await loadConfig(readEnvironment(env)), systemClock, output);
  const textOf = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join("");
  return { code: isDone ? 0 : 1, out: textOf(out), err: textOf(err) };
}
