import { type Command, Option } from "commander";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, runCommand } from "../process/run-command.ts";

type Flags = JsonFlag & { to?: string | true; from?: string | true };

/** Adds `courant migrate`. */
export function addUsage(program: Command): void {
  program
    .command("migrate")
    .description("copy the collection of DATA_DIR into an empty PostgreSQL database, or back from it")
    .addOption(new Option("--to [address]", "the database to copy to (default: DATABASE_URL)").conflicts("from"))
    .addOption(new Option("--from [address]", "the database to copy from (default: DATABASE_URL)"))
    .addOption(jsonOption())
    .action((options: Flags) =>
      runCommand(options, async (config, output) => {
        const { migrateCommand } = await import("./migrate.ts");
        return migrateCommand(config, systemClock, { to: options.to, from: options.from }, output);
      }),
    );
}
