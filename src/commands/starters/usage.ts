import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, runCommand } from "../process/run-command.ts";

/** Adds `courant starters remove`. */
export function addUsage(program: Command): void {
  program
    .command("starters")
    .description("manage the starter articles that the first start imports")
    .command("remove")
    .description("delete the starter articles that nobody has edited, and publish the feeds without them")
    .addOption(jsonOption())
    .action((options: JsonFlag) =>
      runCommand(options, async (config, output) => {
        const { removeStartersCommand } = await import("./remove-starters.ts");
        return removeStartersCommand(config, systemClock, output);
      }),
    );
}
