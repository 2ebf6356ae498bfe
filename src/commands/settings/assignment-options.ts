import type { Command } from "commander";
import { appendValue } from "../process/run-command.ts";

/** Adds the options that set and remove any setting of a channel or a source. */
export function addAssignments(command: Command): Command {
  return command
    .option("--set <name=value>", "set a setting, as in limit=20 or select.tags=[news]; may be repeated", appendValue)
    .option("--unset <name>", "remove a setting; may be repeated", appendValue);
}
