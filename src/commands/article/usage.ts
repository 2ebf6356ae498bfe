import { type Command, Option } from "commander";
import { systemClock } from "../../clock.ts";
import { articleStates, draftState } from "../../stores/article-query.ts";
import { type JsonFlag, jsonOption, readCount, runCommand } from "../process/run-command.ts";
import { addFilters, type Filters } from "./filters.ts";

const orders = ["-published", "published", "-modified", "modified", "title", "-title", "relevance"];

/** Adds `courant article` and its subcommands. */
export function addUsage(program: Command): void {
  const article = program.command("article").description("list, show, change, delete and purge articles");
  addList(article);
  addShow(article);
  addEdit(article);
  addDelete(article);
  addPurge(article);
  addTag(article);
}

function addList(article: Command): void {
  addFilters(article.command("list"), [...articleStates, draftState])
    .description("list articles that meet all conditions, newest first")
    .addOption(new Option("--sort <order>", "the order; a hyphen reverses it").choices(orders))
    .option("--limit <count>", "how many articles at most", readCount, 50)
    .addOption(jsonOption())
    .action(({ json, ...settings }: Filters & { sort?: string; limit: number } & JsonFlag) =>
      runCommand({ ...(json !== undefined && { json }) }, async (config, output) => {
        const { listCommand } = await import("./list.ts");
        return listCommand(config, systemClock, settings, output);
      }),
    );
}

function addShow(article: Command): void {
  article
    .command("show")
    .description("show an article")
    .argument("<id>", "the id of the article")
    .addOption(jsonOption())
    .action((id: string, options: JsonFlag) =>
      runCommand(options, async (config, output) => {
        const { showCommand } = await import("./show.ts");
        return showCommand(config, systemClock, id, output);
      }),
    );
}

function addEdit(article: Command): void {
  article
    .command("edit")
    .description("open an article in $VISUAL or $EDITOR, and store it afterwards unless somebody else changed it")
    .argument("<id>", "the id of the article")
    .addOption(
      new Option("--as <form>", "text: the content below the other members in YAML; json: all members")
        .choices(["text", "json"])
        .default("text"),
    )
    .addOption(jsonOption())
    .action((id: string, options: { as: "text" | "json" } & JsonFlag) =>
      runCommand(options, async (config, output) => {
        const [{ editCommand }, { openInEditor }] = await Promise.all([import("./edit.ts"), import("./terminal.ts")]);
        const editor = process.env.VISUAL || process.env.EDITOR;
        const settings = { id, form: options.as, openEditor: (file: string) => openInEditor(editor, file) };
        return editCommand(config, systemClock, settings, output);
      }),
    );
}

function addDelete(article: Command): void {
  article
    .command("delete")
    .description("delete articles")
    .argument("<id...>", "ids of articles")
    .option("--yes", "delete without a question")
    .addOption(jsonOption())
    .action((ids: string[], options: { yes?: boolean } & JsonFlag) =>
      runCommand(options, async (config, output) => {
        const [{ deleteCommand }, { askOnTerminal }] = await Promise.all([
          import("./delete.ts"),
          import("./terminal.ts"),
        ]);
        const settings = { ids, isSure: options.yes ?? false, ask: askOnTerminal };
        return deleteCommand(config, systemClock, settings, output);
      }),
    );
}

function addPurge(article: Command): void {
  article
    .command("purge")
    .description("erase articles for good, with all that is kept of them; a backup that was made before still has them")
    .argument("<id...>", "ids of articles, also of deleted ones")
    .option("--yes", "erase without a question")
    .addOption(jsonOption())
    .action((ids: string[], options: { yes?: boolean } & JsonFlag) =>
      runCommand(options, async (config, output) => {
        const [{ purgeCommand }, { askOnTerminal }] = await Promise.all([
          import("./purge.ts"),
          import("./terminal.ts"),
        ]);
        const settings = { ids, isSure: options.yes ?? false, ask: askOnTerminal };
        return purgeCommand(config, systemClock, settings, output);
      }),
    );
}

function addTag(article: Command): void {
  addFilters(article.command("tag"))
    .description("add tags (+tag) and remove tags (-tag), on articles with these ids or that meet all conditions")
    .argument("<tag-or-id...>", "+TAG, -TAG, or the id of an article")
    .allowUnknownOption()
    .helpOption("--help")
    .addOption(jsonOption())
    .action((given: string[], { json, ...filters }: Filters & JsonFlag) =>
      runCommand({ ...(json !== undefined && { json }) }, async (config, output) => {
        const { readTagArguments, tagCommand } = await import("./tag.ts");
        return tagCommand(config, systemClock, readTagArguments(given, filters), output);
      }),
    );
}
