import { Command, CommanderError, Option } from "commander";
import { systemClock } from "./clock.ts";
import { endProcess } from "./commands/process/end-process.ts";
import { type Output, processOutput } from "./commands/process/output.ts";
import { listenForStop } from "./commands/process/stop-signals.ts";
import { readEnvironment } from "./config/environment.ts";
import { loadConfig } from "./config/load.ts";
import type { Config } from "./config/schema.ts";
import { CourantError, type ErrorCode } from "./errors.ts";
import { type ImportFormat, importFormats } from "./ingest/detect-format.ts";
import { version } from "./program.ts";

/*
 * The command. Exit codes: 0 done, 1 something failed, 2 wrong usage or a configuration with mistakes.
 * Each subcommand is loaded when it is asked for: a service keeps in memory only what it needs.
 */

type Json = { json?: boolean };

const collect = (value: string, before: string[] = []) => [...before, value];
const json = () => new Option("--json", "print machine-readable results");

const program = new Command("courant")
  .description("Keeps articles and publishes them as RSS, Atom and JSON Feed.")
  .version(version)
  .exitOverride()
  .showHelpAfterError("“npx courant --help” and “npx courant COMMAND --help” say how it goes.");

program
  .command("serve")
  .description("serve the feeds, and regenerate them on schedule, on change and on demand")
  .action(async () => {
    const { runService } = await import("./commands/serve/run-service.ts");
    await runService(await configuration(), systemClock, processOutput(false).line);
  });

program
  .command("import")
  .description(
    "take articles, pages, feeds and exports of other programs in: files, folders, addresses, or - for standard input",
  )
  .argument("<input...>", "FILE, DIR, URL or -")
  .option("--tag <tag>", "add a tag to every article; may be repeated", collect)
  .option("--date <date>", "when articles without a date of their own were published (RFC 3339)")
  .option("--url <url>", "the article's own address; of an export of Ghost the blog's")
  .addOption(new Option("--format <format>", "instead of finding it out").choices([...importFormats]))
  .addOption(json())
  .action((names: string[], options: { tag?: string[]; date?: string; url?: string; format?: ImportFormat } & Json) =>
    perform(options, async (config, output) => {
      const { tag: tags = [], date, url, format } = options;
      const { importCommand } = await import("./commands/import/import.ts");
      return importCommand(config, systemClock, { names, tags, date, url, format }, output, toldToStop());
    }),
  );

program
  .command("regenerate")
  .description("make the documents of all channels, or of those named, that have changed")
  .argument("[channel...]", "slugs")
  .option("--force", "render everything anew; documents that come out the same stay as they are")
  .option("--verbose", "tell what became of each channel, and how long it took")
  .addOption(json())
  .action((channels: string[], options: { force?: boolean; verbose?: boolean } & Json) =>
    perform(options, async (config, output) => {
      const { regenerateCommand } = await import("./commands/regenerate/regenerate.ts");
      const request = { ...(channels.length > 0 ? { channels } : {}), force: options.force ?? false };
      const { verbose = false } = options;
      return regenerateCommand(config, systemClock, request, output, { verbose, stopping: toldToStop() });
    }),
  );

program
  .command("export")
  .description("write all articles, and what is remembered beside them, as NDJSON that import takes")
  .argument("[file]", "FILE, or - for standard output", "-")
  .option("--force", "replace the file when it is there")
  .action((file: string, options: { force?: boolean }) =>
    perform({}, async (config, output) => {
      const { exportCommand } = await import("./commands/backup/export.ts");
      return exportCommand(config, systemClock, { file, force: options.force ?? false }, output);
    }),
  );

program
  .command("backup")
  .description("copy the collection into one file, also while a service runs")
  .argument("<file>", "FILE")
  .option("--force", "replace the file when it is there")
  .addOption(json())
  .action((file: string, options: { force?: boolean } & Json) =>
    perform(options, async (config, output) => {
      const { backupCommand } = await import("./commands/backup/backup.ts");
      return backupCommand(config, systemClock, { file, force: options.force ?? false }, output);
    }),
  );

program
  .command("restore")
  .description("put a backup in the place of the collection, which is kept beside it; no service may run")
  .argument("<file>", "FILE")
  .addOption(json())
  .action((file: string, options: Json) =>
    perform(options, async (config, output) => {
      const { restoreCommand } = await import("./commands/restore/restore.ts");
      return restoreCommand(config, systemClock, { file }, output);
    }),
  );

program
  .command("starters")
  .description("the articles that come with a first start")
  .command("remove")
  .description("delete them, and publish the feeds without them; those that were edited stay")
  .addOption(json())
  .action((options: Json) =>
    perform(options, async (config, output) => {
      const { removeStartersCommand } = await import("./commands/starters/remove-starters.ts");
      return removeStartersCommand(config, systemClock, output);
    }),
  );

program
  .command("check")
  .description("check the configuration, the collection and the published documents")
  .addOption(json())
  .action((options: Json) =>
    perform(options, async (config, output) => {
      const { checkCommand } = await import("./commands/check.ts");
      return checkCommand(config, systemClock, output);
    }),
  );

async function configuration(): Promise<Config> {
  return loadConfig(readEnvironment(process.env));
}

/** With `--json` an error too is JSON: its problem details, on standard output. */
async function perform(options: Json, work: (config: Config, output: Output) => Promise<boolean>): Promise<void> {
  const output = processOutput(options.json ?? false);
  try {
    process.exitCode = (await work(await configuration(), output)) ? 0 : 1;
  } catch (error) {
    if (output.json && error instanceof CourantError) output.result(error.toProblem());
    throw error;
  }
}

/** For commands that end in order. To all others a signal is the end, and does no more harm than any other. */
function toldToStop(): AbortSignal {
  const end = () => endProcess(1);
  return listenForStop({ signals: process, clock: systemClock, onSecondSignal: end, onTimeout: end }).signal;
}

const wrongUsage: ReadonlySet<ErrorCode> = new Set(["CONFIG_INVALID", "USAGE_INVALID", "CHANNEL_NOT_FOUND"]);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
// What was written to a pipe may wait still, and an exit does not.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise<unknown>((resolve) => stream.write("", resolve));
}
endProcess(process.exitCode);

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CourantError) {
    process.stderr.write(`${error.message}\n`);
    return wrongUsage.has(error.code) ? 2 : 1;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
}
