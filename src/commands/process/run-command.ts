import { InvalidArgumentError, Option } from "commander";
import { systemClock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import { endProcess } from "./end-process.ts";
import { createProcessOutput, type Output } from "./output.ts";
import { listenForStop } from "./stop-signals.ts";
import { readEnvFile } from "./variables.ts";

/*
 * The parts that the usages of all commands share. A usage is the file `usage.ts` in the folder of a command: it says which
 * arguments and options the command has, and loads the command when it is called, so that a process keeps in memory only
 * the parts that it needs.
 */

export type JsonFlag = { json?: boolean };

/** Returns the option that every command with results has. */
export function jsonOption(): Option {
  return new Option("--json", "print machine-readable results");
}

/** Returns the option of commands that would begin a new collection in a folder without one. */
export function yesOption(): Option {
  return new Option("--yes", "begin a new collection without a question if DATA_DIR holds none");
}

/** Collects the values of an option that may be repeated. */
export function appendValue(value: string, previous: string[] = []): string[] {
  return [...previous, value];
}

/** Reads a number of things. @throws the library's error for anything but a whole number above 0 */
export function readCount(text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count > 0) return count;
  throw new InvalidArgumentError("It must be a whole number above 0.");
}

/**
 * Reads the configuration, runs a command and sets the exit code: 0 when the command returns true, 1 when it returns false.
 * With `--json`, an error prints its problem details on standard output as well.
 * @throws what the command throws; cli.ts prints it and chooses the exit code
 */
export function runCommand(
  options: JsonFlag,
  command: (config: Config, output: Output) => Promise<boolean>,
): Promise<void> {
  return runWithoutConfig(options, async (output) => command(await loadConfig(), output));
}

/** Runs a command that needs no configuration, as `runCommand` does. */
export async function runWithoutConfig(
  options: JsonFlag,
  command: (output: Output) => Promise<boolean>,
): Promise<void> {
  const output = createProcessOutput(options.json ?? false);
  try {
    process.exitCode = (await command(output)) ? 0 : 1;
  } catch (error) {
    if (output.json && error instanceof CourantError) output.result(error.toProblem());
    throw error;
  }
}

/** Returns the signal for commands that must end in order. Other commands need none: an abrupt end does them no harm. */
export function listenForStopSignal(): AbortSignal {
  const endWithError = () => endProcess(1);
  const listener = listenForStop({
    signals: process,
    clock: systemClock,
    onSecondSignal: endWithError,
    onTimeout: endWithError,
  });
  return listener.signal;
}

async function loadConfig(): Promise<Config> {
  const [{ readEnvironment }, { loadConfig }] = await Promise.all([
    import("../../config/environment.ts"),
    import("../../config/load.ts"),
  ]);
  return loadConfig(readEnvironment(process.env, await readEnvFile()));
}
