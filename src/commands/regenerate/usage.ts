import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, listenForStopSignal, runCommand, yesOption } from "../process/run-command.ts";

/** Adds `courant regenerate`. */
export function addUsage(program: Command): void {
  program
    .command("regenerate")
    .description("publish what has changed, in all channels or only in those named")
    .argument("[channel...]", "slugs of channels")
    .option("--force", "render everything again; documents that stay the same are not replaced")
    .option("--verbose", "list each channel with its outcome and duration")
    .addOption(yesOption())
    .addOption(jsonOption())
    .action((channels: string[], options: { force?: boolean; verbose?: boolean; yes?: boolean } & JsonFlag) =>
      runCommand(options, async (config, output) => {
        const { regenerateCommand } = await import("./regenerate.ts");
        const request = { ...(channels.length > 0 ? { channels } : {}), force: options.force ?? false };
        const { verbose = false, yes: beginsCollection = false } = options;
        const stopSignal = listenForStopSignal();
        return regenerateCommand(config, systemClock, request, output, { verbose, beginsCollection, stopSignal });
      }),
    );
}
