import type { Command } from "commander";
import { type JsonFlag, jsonOption, runWithoutConfig } from "../process/run-command.ts";

/** Adds `courant init`, which reads no configuration: it writes one. */
export function addUsage(program: Command): void {
  program
    .command("init")
    .description("write a folder of your own: configuration, settings, and a package.json that installs this program")
    .argument("<dir>", "a new or empty folder")
    .option("--systemd", "write a systemd unit as well")
    .option("--compose", "write a Dockerfile and a compose file as well")
    .addOption(jsonOption())
    .action((folder: string, options: { systemd?: boolean; compose?: boolean } & JsonFlag) =>
      runWithoutConfig(options, async (output) => {
        const [{ initCommand }, { packProgram }] = await Promise.all([import("./init.ts"), import("./pack.ts")]);
        const { systemd = false, compose = false } = options;
        return initCommand({ folder, systemd, compose }, packProgram, output);
      }),
    );
}
