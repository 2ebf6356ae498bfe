import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, runCommand } from "../process/run-command.ts";

/** Adds `courant check`. */
export function addUsage(program: Command): void {
  program
    .command("check")
    .description("check the configuration, the collection and the published documents")
    .addOption(jsonOption())
    .action((options: JsonFlag) =>
      runCommand(options, async (config, output) => {
        const { checkCommand } = await import("./check.ts");
        return checkCommand(config, systemClock, output);
      }),
    );
}
