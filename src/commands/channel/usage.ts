import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { appendValue, type JsonFlag, jsonOption, runCommand } from "../process/run-command.ts";
import { addAssignments } from "../settings/assignment-options.ts";
import { type Assignments, readAssignments } from "../settings/assignments.ts";

type AddFlags = JsonFlag & Assignments & { title: string; description: string; tag?: string[]; search?: string };

/** Adds `courant channel` and its subcommands. */
export function addUsage(program: Command): void {
  const channel = program.command("channel").description("list, add, change, move and retire channels");
  addReading(channel);
  addAdding(channel);
  addChanging(channel);
}

const load = () => import("./channel.ts");

function addReading(channel: Command): void {
  channel
    .command("list")
    .description("list the channels of the configuration")
    .addOption(jsonOption())
    .action((options: JsonFlag) =>
      runCommand(options, async (config, output) => (await load()).listChannelsCommand(config, systemClock, output)),
    );

  channel
    .command("show")
    .description("print a channel as the configuration file has it")
    .argument("<slug>", "the slug of the channel")
    .addOption(jsonOption())
    .action((slug: string, options: JsonFlag) =>
      runCommand(options, async (config, output) =>
        (await load()).showChannelCommand(config, systemClock, slug, output),
      ),
    );
}

function addAdding(channel: Command): void {
  addAssignments(
    channel
      .command("add")
      .description("add a channel to the configuration")
      .argument("<slug>", "the slug: /feeds/SLUG.rss")
      .requiredOption("--title <title>", "the title of the channel")
      .requiredOption("--description <text>", "the description of the channel")
      .option("--tag <tag>", "select articles with this tag; may be repeated", appendValue)
      .option("--search <words>", "select articles that a search finds, for example 'harbour -strike'"),
  )
    .addOption(jsonOption())
    .action((slug: string, { title, description, tag, search, ...options }: AddFlags) =>
      runCommand(options, async (config, output) => {
        const { select, ...settings } = readAssignments(options);
        const selection = { ...(tag && { tags: tag }), ...(search && { search }), ...(select as object | undefined) };
        const hasSelection = Object.keys(selection).length > 0;
        const added = { slug, title, description, ...(hasSelection && { select: selection }), ...settings };
        return (await load()).addChannelCommand(config, systemClock, added, output);
      }),
    );
}

function addChanging(channel: Command): void {
  addAssignments(
    channel.command("edit").description("change settings of a channel").argument("<slug>", "the slug of the channel"),
  )
    .addOption(jsonOption())
    .action((slug: string, options: JsonFlag & Assignments) =>
      runCommand(options, async (config, output) => {
        const change = { slug, patch: readAssignments(options) };
        return (await load()).editChannelCommand(config, systemClock, change, output);
      }),
    );

  channel
    .command("move")
    .description("give a channel another slug; its old addresses lead to the new ones")
    .argument("<slug>", "the slug of the channel")
    .argument("<to>", "the new slug")
    .addOption(jsonOption())
    .action((slug: string, to: string, options: JsonFlag) =>
      runCommand(options, async (config, output) =>
        (await load()).moveChannelCommand(config, systemClock, { slug, to }, output),
      ),
    );

  channel
    .command("retire")
    .description("remove a channel for good; its addresses are answered 410")
    .argument("<slug>", "the slug of the channel")
    .addOption(jsonOption())
    .action((slug: string, options: JsonFlag) =>
      runCommand(options, async (config, output) =>
        (await load()).retireChannelCommand(config, systemClock, slug, output),
      ),
    );
}
