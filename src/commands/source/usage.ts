import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { appendValue, type JsonFlag, jsonOption, runCommand } from "../process/run-command.ts";
import { addAssignments } from "../settings/assignment-options.ts";
import { type Assignments, readAssignments } from "../settings/assignments.ts";

type SourceFlags = JsonFlag & Assignments & { tag?: string[] };

/** Adds `courant source` and its subcommands. */
export function addUsage(program: Command): void {
  const source = program.command("source").description("list, add, change, pause, remove and preview sources");
  addReading(source);
  addAdding(source);
  addChanging(source);
}

const load = () => import("./source.ts");
const idHelp = "the id of the source, or its address";

function addReading(source: Command): void {
  source
    .command("list")
    .description("list the sources with their state")
    .addOption(jsonOption())
    .action((options: JsonFlag) =>
      runCommand(options, async (config, output) => (await load()).listSourcesCommand(config, systemClock, output)),
    );

  source
    .command("show")
    .description("print a source")
    .argument("<id>", idHelp)
    .addOption(jsonOption())
    .action((id: string, options: JsonFlag) =>
      runCommand(options, async (config, output) => (await load()).showSourceCommand(config, systemClock, id, output)),
    );
}

function addAdding(source: Command): void {
  for (const name of ["add", "preview"] as const) {
    addAssignments(
      source
        .command(name)
        .description(name === "add" ? "add a source" : "print what a source would bring in; nothing is stored")
        .argument("<url>", "the address of a feed, a page or a sitemap")
        .option("--tag <tag>", "a tag of its articles; may be repeated", appendValue),
    )
      .addOption(jsonOption())
      .action((url: string, { tag, ...options }: SourceFlags) =>
        runCommand(options, async (config, output) => {
          const { addSourceCommand, previewSourceCommand } = await load();
          const settings = { url, ...(tag && { tags: tag }), ...readAssignments(options) };
          const command = name === "add" ? addSourceCommand : previewSourceCommand;
          return command(config, systemClock, settings, output);
        }),
      );
  }
}

function addChanging(source: Command): void {
  addAssignments(source.command("edit").description("change settings of a source").argument("<id>", idHelp))
    .addOption(jsonOption())
    .action((id: string, options: JsonFlag & Assignments) =>
      runCommand(options, async (config, output) => {
        const change = { id, patch: readAssignments(options), outcome: "changed" } as const;
        return (await load()).changeSourceCommand(config, systemClock, change, output);
      }),
    );

  for (const [name, outcome, paused] of [
    ["pause", "paused", true],
    ["resume", "resumed", null],
  ] as const) {
    source
      .command(name)
      .description(`${name} the polls of a source`)
      .argument("<id>", idHelp)
      .addOption(jsonOption())
      .action((id: string, options: JsonFlag) =>
        runCommand(options, async (config, output) =>
          (await load()).changeSourceCommand(config, systemClock, { id, patch: { paused }, outcome }, output),
        ),
      );
  }

  source
    .command("remove")
    .description("remove a source; its articles stay")
    .argument("<id>", idHelp)
    .addOption(jsonOption())
    .action((id: string, options: JsonFlag) =>
      runCommand(options, async (config, output) =>
        (await load()).removeSourceCommand(config, systemClock, id, output),
      ),
    );
}
