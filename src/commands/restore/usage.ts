import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, runWithoutConfig } from "../process/run-command.ts";
import { readEnvFile } from "../process/variables.ts";

/** Adds `courant restore`. */
export function addUsage(program: Command): void {
  program
    .command("restore")
    .description(
      "replace the collection by a backup, and keep the old one beside it; bring back media, and the configuration if there is none; stop the service first",
    )
    .argument("<file>", "the backup to restore")
    .option("--config", "also replace the configuration, and keep the old one beside it")
    .addOption(jsonOption())
    .action((file: string, options: { config?: boolean } & JsonFlag) =>
      runWithoutConfig(options, async (output) => {
        const [{ findEnvironment }, { restoreCommand }] = await Promise.all([
          import("./find-environment.ts"),
          import("./restore.ts"),
        ]);
        const replaceConfig = options.config ?? false;
        const variables = { env: process.env, envFile: await readEnvFile() };
        const environment = await findEnvironment(file, variables, { replaceConfig });
        return restoreCommand({ environment }, systemClock, { file, replaceConfig }, output);
      }),
    );
}
