import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { runCommand } from "../process/run-command.ts";

/** Adds `courant export`, whose result is already machine-readable. */
export function addUsage(program: Command): void {
  program
    .command("export")
    .description("write all articles, and the ids of deleted ones, as NDJSON that “import” reads")
    .argument("[file]", "the file to write, or - for standard output", "-")
    .option("--force", "replace the file if it exists")
    .action((file: string, options: { force?: boolean }) =>
      runCommand({}, async (config, output) => {
        const { exportCommand } = await import("./export.ts");
        return exportCommand(config, systemClock, { file, force: options.force ?? false }, output);
      }),
    );
}
