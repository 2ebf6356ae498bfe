import { type Command, Option } from "commander";
import { systemClock } from "../../clock.ts";
import { createProcessOutput } from "../process/output.ts";
import { readVariables } from "../process/variables.ts";
import type { Planes } from "./serve.ts";

/** Adds `courant serve`. */
export function addUsage(program: Command): void {
  program
    .command("serve")
    .description("serve the feeds, and regenerate them on schedule, on change and on demand")
    .addOption(
      new Option(
        "--only <plane>",
        "feeds: serve the documents that another service publishes in FEEDS_DIR; publishing: do everything except serve feeds",
      ).choices(["feeds", "publishing"]),
    )
    .action(async ({ only = "both" }: { only?: Planes }) => {
      const { runService } = await import("./run-service.ts");
      await runService(await readVariables(), systemClock, createProcessOutput(false).line, only);
    });
}
