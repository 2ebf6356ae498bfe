import type { Command } from "commander";
import { systemClock } from "../../clock.ts";
import { type JsonFlag, jsonOption, readCount, runCommand } from "../process/run-command.ts";

type ListFlags = JsonFlag & { channel?: string; limit: number };

const load = () => import("./subscriber.ts");
const idHelp = "the id of the subscriber, which “subscriber list” shows";

/** Adds `courant subscriber` and its subcommands. */
export function addUsage(program: Command): void {
  const subscriber = program.command("subscriber").description("manage the readers of private feeds");
  addAddresses(subscriber);
  addEnds(subscriber);
}

function addAddresses(subscriber: Command): void {
  subscriber
    .command("add")
    .description("give somebody an address of a private feed and print it: this is the only time that it is shown")
    .argument("<channel>", "the slug of a private channel")
    .argument("<name>", "who reads with the address")
    .addOption(jsonOption())
    .action((channel: string, name: string, options: JsonFlag) =>
      runCommand(options, async (config, output) =>
        (await load()).addSubscriberCommand(config, systemClock, { channel, name }, output),
      ),
    );

  subscriber
    .command("list")
    .description("list the readers of private feeds, the newest first, without their addresses")
    .option("--channel <slug>", "only readers of this channel")
    .option("--limit <count>", "how many readers at most", readCount, 500)
    .addOption(jsonOption())
    .action(({ channel, limit, ...options }: ListFlags) =>
      runCommand(options, async (config, output) =>
        (await load()).listSubscribersCommand(config, systemClock, { channel, limit }, output),
      ),
    );

  subscriber
    .command("rotate")
    .description("replace the address of a reader by another one and print it: the former one ends at once")
    .argument("<id>", idHelp)
    .addOption(jsonOption())
    .action((id: string, options: JsonFlag) =>
      runCommand(options, async (config, output) =>
        (await load()).rotateSubscriberCommand(config, systemClock, id, output),
      ),
    );
}

function addEnds(subscriber: Command): void {
  subscriber
    .command("revoke")
    .description("end the address of a reader at once and for good")
    .argument("<id>", idHelp)
    .addOption(jsonOption())
    .action((id: string, options: JsonFlag) =>
      runCommand(options, async (config, output) =>
        (await load()).revokeSubscriberCommand(config, systemClock, id, output),
      ),
    );

  subscriber
    .command("purge")
    .description("erase a reader for good: the name and all else; the address ends at once")
    .argument("<id>", idHelp)
    .option("--yes", "erase without a question")
    .addOption(jsonOption())
    .action((id: string, { yes = false, ...options }: JsonFlag & { yes?: boolean }) =>
      runCommand(options, async (config, output) =>
        (await load()).purgeSubscriberCommand(config, systemClock, { id, isSure: yes }, output),
      ),
    );
}
