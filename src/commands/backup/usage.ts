import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, runCommand } from "../process/run-command.ts";

/** Adds `courant backup`. */
export function addUsage(program: Command): void {
  program
    .command("backup")
    .description("write everything that the service needs into one file; the service may run at the same time")
    .argument("<file>", "the file to write")
    .option("--force", "replace the file if it exists")
    .addOption(jsonOption())
    .action((file: string, options: { force?: boolean } & JsonFlag) =>
      runCommand(options, async (config, output) => {
        const { backupCommand } = await import("./backup.ts");
        return backupCommand(config, systemClock, { file, force: options.force ?? false }, output);
      }),
    );
}
