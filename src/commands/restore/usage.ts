import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, runCommand } from "../process/run-command.ts";

/** Adds `courant restore`. */
export function addUsage(program: Command): void {
  program
    .command("restore")
    .description("replace the collection by a backup, and keep the old one beside it; stop the service first")
    .argument("<file>", "the backup to restore")
    .addOption(jsonOption())
    .action((file: string, options: JsonFlag) =>
      runCommand(options, async (config, output) => {
        const { restoreCommand } = await import("./restore.ts");
        return restoreCommand(config, systemClock, { file }, output);
      }),
    );
}
