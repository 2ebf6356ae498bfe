import { Command, CommanderError } from "commander";
import { endProcess } from "./commands/process/end-process.ts";
import { createProcessOutput, replaceControlCharacters } from "./commands/process/output.ts";
import { CourantError, type ErrorCode } from "./errors.ts";
import { version } from "./program.ts";

/*
 * The command line. Exit codes: 0 done, 1 something failed, 2 wrong usage or a configuration with mistakes.
 */

type Usage = { addUsage(program: Command): void };

/** The commands in the order of the help. A call of one command loads only the usage of that command. */
const commands: Readonly<Record<string, () => Promise<Usage>>> = {
  init: () => import("./commands/init/usage.ts"),
  serve: () => import("./commands/serve/usage.ts"),
  import: () => import("./commands/import/usage.ts"),
  regenerate: () => import("./commands/regenerate/usage.ts"),
  export: () => import("./commands/export/usage.ts"),
  backup: () => import("./commands/backup/usage.ts"),
  restore: () => import("./commands/restore/usage.ts"),
  migrate: () => import("./commands/migrate/usage.ts"),
  article: () => import("./commands/article/usage.ts"),
  starters: () => import("./commands/starters/usage.ts"),
  channel: () => import("./commands/channel/usage.ts"),
  source: () => import("./commands/source/usage.ts"),
  webhook: () => import("./commands/webhook/usage.ts"),
  subscriber: () => import("./commands/subscriber/usage.ts"),
  token: () => import("./commands/token/usage.ts"),
  media: () => import("./commands/media/usage.ts"),
  config: () => import("./commands/config/usage.ts"),
  check: () => import("./commands/check/usage.ts"),
};

const usageErrorCodes: ReadonlySet<ErrorCode> = new Set([
  "CHANNEL_NOT_FOUND",
  "COLLECTION_MISSING",
  "CONFIG_INVALID",
  "USAGE_INVALID",
]);

try {
  const program = await buildProgram(process.argv[2] ?? "");
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
// Output to a pipe may still be in a buffer, and the exit would drop it.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise<unknown>((resolve) => stream.write("", resolve));
}
endProcess(process.exitCode);

/** Builds the command line with one command, or with all of them if the name is none of theirs. */
async function buildProgram(name: string): Promise<Command> {
  const program = new Command("courant")
    .description("Keeps articles and publishes them as RSS, Atom and JSON Feed.")
    .version(version)
    .configureOutput({ writeErr: (text) => process.stderr.write(replaceControlCharacters(text)) })
    .exitOverride()
    .showHelpAfterError(
      "“npx --no-install courant --help” and “npx --no-install courant COMMAND --help” show the usage.",
    );
  const loaders = Object.hasOwn(commands, name) ? [commands[name]] : Object.values(commands);
  for (const usage of await Promise.all(loaders.map((load) => load?.()))) usage?.addUsage(program);
  return program;
}

function printError(text: string): void {
  createProcessOutput(false).error(text);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CourantError) {
    printError(error.message);
    // The channel is what `courant channel` works on, as a source is for `courant source`, and no option that is wrong.
    const isMissing = error.code === "CHANNEL_NOT_FOUND" && process.argv[2] === "channel";
    return usageErrorCodes.has(error.code) && !isMissing ? 2 : 1;
  }
  printError(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}
