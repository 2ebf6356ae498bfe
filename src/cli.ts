import { Command, CommanderError, Option } from "commander";
import { systemClock } from "./clock.ts";
import { endProcess } from "./commands/process/end-process.ts";
import { createProcessOutput, type Output, replaceControlCharacters } from "./commands/process/output.ts";
import { listenForStop } from "./commands/process/stop-signals.ts";
import type { Planes } from "./commands/serve/serve.ts";
import type { Config } from "./config/schema.ts";
import { CourantError, type ErrorCode } from "./errors.ts";
import { type ImportFormat, importFormats } from "./ingest/import-formats.ts";
import { version } from "./program.ts";

/*
 * The command line. Exit codes: 0 done, 1 something failed, 2 wrong usage or a configuration with mistakes.
 * Each subcommand is loaded when it is called, so that a service keeps in memory only what it needs.
 */

type JsonFlag = { json?: boolean };

type ImportFlags = JsonFlag & {
  tag?: string[];
  date?: string;
  url?: string;
  format?: ImportFormat;
  replace?: boolean;
  match?: "link";
};

const appendValue = (value: string, previous: string[] = []) => [...previous, value];
const jsonOption = () => new Option("--json", "print machine-readable results");

const program = new Command("courant")
  .description("Keeps articles and publishes them as RSS, Atom and JSON Feed.")
  .version(version)
  .configureOutput({ writeErr: (text) => process.stderr.write(replaceControlCharacters(text)) })
  .exitOverride()
  .showHelpAfterError(
    "“npx --no-install courant --help” and “npx --no-install courant COMMAND --help” show the usage.",
  );

program
  .command("serve")
  .description("serve the feeds, and regenerate them on schedule, on change and on demand")
  .addOption(
    new Option(
      "--only <plane>",
      "feeds: serve the documents that another service publishes in FEEDS_DIR; publishing: do everything except serve feeds",
    ).choices(["feeds", "publishing"]),
  )
  .action(async ({ only = "both" }: { only?: Planes }) => {
    const { runService } = await import("./commands/serve/run-service.ts");
    await runService(process.env, systemClock, createProcessOutput(false).line, only);
  });

program
  .command("import")
  .description(
    "import articles, pages, feeds and exports of other programs from files, folders, addresses or standard input",
  )
  .argument("<input...>", "FILE, DIR, URL, or - for standard input")
  .option("--tag <tag>", "add a tag to every article; may be repeated", appendValue)
  .option("--date <date>", "the publication date of articles that state none (RFC 3339)")
  .option("--url <url>", "the address of the article; for an export of Ghost, the address of the blog")
  .addOption(
    new Option("--format <format>", "the format of every input; detected if not given").choices([...importFormats]),
  )
  .option(
    "--replace",
    "let a text replace the article of its file name even if the two have hardly any words in common",
  )
  .addOption(
    new Option("--match <what>", "link: recognise articles by their links first, if a feed changed its ids").choices([
      "link",
    ]),
  )
  .addOption(jsonOption())
  .action((names: string[], options: ImportFlags) =>
    runCommand(options, async (config, output) => {
      const { tag: tags = [], date, url, format, replace: replaces, match } = options;
      const settings = { names, tags, date, url, format, replaces, matchLinks: match === "link" };
      const { importCommand } = await import("./commands/import/import.ts");
      return importCommand(config, systemClock, settings, output, listenForStopSignal());
    }),
  );

program
  .command("regenerate")
  .description("publish what has changed, in all channels or only in those named")
  .argument("[channel...]", "slugs of channels")
  .option("--force", "render everything again; documents that stay the same are not replaced")
  .option("--verbose", "list each channel with its outcome and duration")
  .addOption(jsonOption())
  .action((channels: string[], options: { force?: boolean; verbose?: boolean } & JsonFlag) =>
    runCommand(options, async (config, output) => {
      const { regenerateCommand } = await import("./commands/regenerate/regenerate.ts");
      const request = { ...(channels.length > 0 ? { channels } : {}), force: options.force ?? false };
      const { verbose = false } = options;
      return regenerateCommand(config, systemClock, request, output, { verbose, stopSignal: listenForStopSignal() });
    }),
  );

program
  .command("export")
  .description("write all articles, and the ids of deleted ones, as NDJSON that “import” reads")
  .argument("[file]", "the file to write, or - for standard output", "-")
  .option("--force", "replace the file if it exists")
  .action((file: string, options: { force?: boolean }) =>
    runCommand({}, async (config, output) => {
      const { exportCommand } = await import("./commands/backup/export.ts");
      return exportCommand(config, systemClock, { file, force: options.force ?? false }, output);
    }),
  );

program
  .command("backup")
  .description("copy the collection into one file; the service may run at the same time")
  .argument("<file>", "the file to write")
  .option("--force", "replace the file if it exists")
  .addOption(jsonOption())
  .action((file: string, options: { force?: boolean } & JsonFlag) =>
    runCommand(options, async (config, output) => {
      const { backupCommand } = await import("./commands/backup/backup.ts");
      return backupCommand(config, systemClock, { file, force: options.force ?? false }, output);
    }),
  );

program
  .command("restore")
  .description("replace the collection by a backup, and keep the old one beside it; stop the service first")
  .argument("<file>", "the backup to restore")
  .addOption(jsonOption())
  .action((file: string, options: JsonFlag) =>
    runCommand(options, async (config, output) => {
      const { restoreCommand } = await import("./commands/restore/restore.ts");
      return restoreCommand(config, systemClock, { file }, output);
    }),
  );

program
  .command("starters")
  .description("manage the starter articles that the first start imports")
  .command("remove")
  .description("delete the starter articles that nobody has edited, and publish the feeds without them")
  .addOption(jsonOption())
  .action((options: JsonFlag) =>
    runCommand(options, async (config, output) => {
      const { removeStartersCommand } = await import("./commands/starters/remove-starters.ts");
      return removeStartersCommand(config, systemClock, output);
    }),
  );

program
  .command("check")
  .description("check the configuration, the collection and the published documents")
  .addOption(jsonOption())
  .action((options: JsonFlag) =>
    runCommand(options, async (config, output) => {
      const { checkCommand } = await import("./commands/check.ts");
      return checkCommand(config, systemClock, output);
    }),
  );

async function loadConfig(): Promise<Config> {
  const [{ readEnvironment }, { loadConfig }] = await Promise.all([
    import("./config/environment.ts"),
    import("./config/load.ts"),
  ]);
  return loadConfig(readEnvironment(process.env));
}

/** Runs a command and sets the exit code. With `--json`, an error prints its problem details on standard output as well. */
async function runCommand(
  options: JsonFlag,
  command: (config: Config, output: Output) => Promise<boolean>,
): Promise<void> {
  const output = createProcessOutput(options.json ?? false);
  try {
    process.exitCode = (await command(await loadConfig(), output)) ? 0 : 1;
  } catch (error) {
    if (output.json && error instanceof CourantError) output.result(error.toProblem());
    throw error;
  }
}

/** The signal for commands that must end in order. Other commands need none: an abrupt end does them no harm. */
function listenForStopSignal(): AbortSignal {
  const endWithError = () => endProcess(1);
  const listener = listenForStop({
    signals: process,
    clock: systemClock,
    onSecondSignal: endWithError,
    onTimeout: endWithError,
  });
  return listener.signal;
}

const usageErrorCodes: ReadonlySet<ErrorCode> = new Set(["CONFIG_INVALID", "USAGE_INVALID", "CHANNEL_NOT_FOUND"]);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
// Output to a pipe may still be in a buffer, and the exit would drop it.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise<unknown>((resolve) => stream.write("", resolve));
}
endProcess(process.exitCode);

function printError(text: string): void {
  createProcessOutput(false).error(text);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof CourantError) {
    printError(error.message);
    return usageErrorCodes.has(error.code) ? 2 : 1;
  }
  printError(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return 1;
}
