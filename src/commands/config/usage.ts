import type { Command } from "commander";
import { type JsonFlag, jsonOption, runCommand } from "../process/run-command.ts";

/** Adds `courant config` and its subcommands. */
export function addUsage(program: Command): void {
  const config = program.command("config").description("write the configuration out, or put another one in its place");

  config
    .command("export")
    .description("write the text of the configuration: of CONFIG_FILE, or what all nodes of a database share")
    .action(() =>
      runCommand({}, async (loaded, output) => (await import("./config.ts")).exportConfigCommand(loaded, output)),
    );

  config
    .command("import")
    .description("check a configuration and put it in force, on all nodes of a database")
    .argument("<file>", "the file to read, or - for standard input")
    .addOption(jsonOption())
    .action((file: string, options: JsonFlag) =>
      runCommand(options, async (loaded, output) =>
        (await import("./config.ts")).importConfigCommand(loaded, file, output),
      ),
    );
}
