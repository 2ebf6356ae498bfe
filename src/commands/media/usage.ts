import { type Command, InvalidArgumentError } from "commander";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, runCommand, yesOption } from "../process/run-command.ts";

/** Adds `courant media list|add|remove|prune`. */
export function addUsage(program: Command): void {
  const media = program.command("media").description("manage uploaded pictures, sound and film");
  const load = () => import("./media.ts");

  media
    .command("list")
    .description("list uploaded media, the newest first")
    .option("--unused", "only files that no article, draft or revision uses")
    .addOption(jsonOption())
    .action((options: JsonFlag & { unused?: boolean }) =>
      runCommand(options, async (config, output) =>
        (await load()).listMediaCommand(config, systemClock, { unused: options.unused ?? false }, output),
      ),
    );

  media
    .command("add")
    .description("upload files, and print their addresses")
    .argument("<file...>", "pictures, sound or film")
    .addOption(yesOption())
    .addOption(jsonOption())
    .action((files: string[], options: JsonFlag & { yes?: boolean }) =>
      runCommand(options, async (config, output) => {
        const settings = { beginsCollection: options.yes ?? false };
        return (await load()).addMediaCommand(config, systemClock, files, output, settings);
      }),
    );

  media
    .command("remove")
    .description("delete uploaded media; the addresses are answered 410")
    .argument("<media...>", "hashes or addresses")
    .option("--force", "delete files although something uses them")
    .addOption(jsonOption())
    .action((names: string[], options: JsonFlag & { force?: boolean }) =>
      runCommand(options, async (config, output) =>
        (await load()).removeMediaCommand(config, systemClock, { names, force: options.force ?? false }, output),
      ),
    );

  media
    .command("prune")
    .description("delete uploaded media that nothing uses")
    .option("--older-than <days>", "only what was uploaded so many days ago", readDays, 1)
    .option("--dry-run", "only list what would be deleted")
    .addOption(jsonOption())
    .action((options: JsonFlag & { olderThan: number; dryRun?: boolean }) =>
      runCommand(options, async (config, output) => {
        const settings = { days: options.olderThan, isDryRun: options.dryRun ?? false };
        return (await load()).pruneMediaCommand(config, systemClock, settings, output);
      }),
    );
}

function readDays(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Expected a number of days, such as 7; 0 means all.");
}
