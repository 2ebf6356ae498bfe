import { type Command, Option } from "commander";
import { scopes } from "../../admin/scopes.ts";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, runCommand, yesOption } from "../process/run-command.ts";

type AddFlags = JsonFlag & { scope: (typeof scopes)[number][]; expires?: string; limit?: string; yes?: boolean };

/** Adds `courant token add`, `courant token list` and `courant token revoke`. */
export function addUsage(program: Command): void {
  const token = program.command("token").description("manage the tokens of the admin API");

  token
    .command("add")
    .description("make a token and print it: this is the only time that it is shown")
    .argument("<name>", "the program or the person that uses it")
    .addOption(
      new Option("--scope <scope...>", "what the token allows; may be repeated")
        .choices([...scopes])
        .makeOptionMandatory(),
    )
    .option("--expires <time>", "when it becomes invalid: a date (RFC 3339, or a day), or a time from now such as 90d")
    .option("--limit <requests>", "how many requests a minute it may send (default: 600)")
    .addOption(yesOption())
    .addOption(jsonOption())
    .action((name: string, options: AddFlags) =>
      runCommand(options, async (config, output) => {
        const { addTokenCommand } = await import("./token.ts");
        const { scope, expires, limit, yes: beginsCollection = false } = options;
        const request = {
          name,
          scopes: scope,
          ...(expires !== undefined && { expires }),
          ...(limit !== undefined && { limit: Number(limit) }),
        };
        return addTokenCommand(config, systemClock, request, output, { beginsCollection });
      }),
    );

  token
    .command("list")
    .description("list the tokens, without their texts")
    .addOption(jsonOption())
    .action((options: JsonFlag) =>
      runCommand(options, async (config, output) => {
        const { listTokensCommand } = await import("./token.ts");
        return listTokensCommand(config, systemClock, output);
      }),
    );

  token
    .command("revoke")
    .description("make a token invalid at once and for good")
    .argument("<id>", "the id of the token, which “token list” shows")
    .addOption(jsonOption())
    .action((id: string, options: JsonFlag) =>
      runCommand(options, async (config, output) => {
        const { revokeTokenCommand } = await import("./token.ts");
        return revokeTokenCommand(config, systemClock, id, output);
      }),
    );
}
