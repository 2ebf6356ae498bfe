import { type Command, Option } from "commander";
import { systemClock } from "../../clock.ts";
import { type ImportFormat, importFormats } from "../../ingest/import-formats.ts";
import {
  appendValue,
  type JsonFlag,
  jsonOption,
  listenForStopSignal,
  runCommand,
  yesOption,
} from "../process/run-command.ts";

type ImportFlags = JsonFlag & {
  tag?: string[];
  date?: string;
  url?: string;
  format?: ImportFormat;
  replace?: boolean;
  match?: "link";
  yes?: boolean;
};

/** Adds `courant import`. */
export function addUsage(program: Command): void {
  program
    .command("import")
    .description(
      "import articles, pages, feeds and exports of other programs from files, folders, addresses or standard input",
    )
    .argument("<input...>", "FILE, DIR, URL, or - for standard input")
    .option("--tag <tag>", "add a tag to every article; may be repeated", appendValue)
    .option("--date <date>", "the publication date of articles that state none (RFC 3339)")
    .option("--url <url>", "the address of the article; for an export of Ghost, the address of the blog")
    .addOption(
      new Option("--format <format>", "the format of every input; detected if not given").choices([...importFormats]),
    )
    .option(
      "--replace",
      "let a text replace the article of its file name even if the two have hardly any words in common",
    )
    .addOption(
      new Option("--match <what>", "link: recognise articles by their links first, if a feed changed its ids").choices([
        "link",
      ]),
    )
    .addOption(yesOption())
    .addOption(jsonOption())
    .action((names: string[], options: ImportFlags) =>
      runCommand(options, async (config, output) => {
        const { tag: tags = [], date, url, format, replace: replaces, match, yes } = options;
        const settings = {
          names,
          tags,
          date,
          url,
          format,
          replaces,
          matchLinks: match === "link",
          beginsCollection: yes ?? false,
        };
        const { importCommand } = await import("./import.ts");
        return importCommand(config, systemClock, settings, output, listenForStopSignal());
      }),
    );
}
