import { type Command, Option } from "commander";
import { systemClock } from "../../clock.ts";
import { webhookEvents } from "../../stores/webhooks.ts";
import { appendValue, type JsonFlag, jsonOption, readCount, runCommand } from "../process/run-command.ts";

type AddFlags = JsonFlag & { event?: string[]; channel?: string[]; description?: string };
type ListFlags = JsonFlag & { state?: string; limit: number };

/** Adds `courant webhook` and its subcommands. */
export function addUsage(program: Command): void {
  const webhook = program.command("webhook").description("list, add and remove webhooks, and see what they are sent");
  addList(webhook);
  addDeliveries(webhook);
}

const load = () => import("./webhook.ts");
const idHelp = "the id of the webhook, which “webhook list” shows";

function addList(webhook: Command): void {
  webhook
    .command("list")
    .description("list the webhooks, without their secrets")
    .addOption(jsonOption())
    .action((options: JsonFlag) =>
      runCommand(options, async (config, output) => (await load()).listWebhooksCommand(config, systemClock, output)),
    );

  webhook
    .command("add")
    .description("add a webhook and print its secret: this is the only time that it is shown")
    .argument("<url>", "the address that receives the events")
    .addOption(
      new Option("--event <event...>", "an event to send; all events if not given").choices([...webhookEvents]),
    )
    .option("--channel <slug>", "a channel whose events to send; all channels if not given", appendValue)
    .option("--description <text>", "a text for people")
    .addOption(jsonOption())
    .action((url: string, { event, channel, description, ...options }: AddFlags) =>
      runCommand(options, async (config, output) => {
        const settings = {
          url,
          ...(event && { events: event }),
          ...(channel && { channels: channel }),
          ...(description !== undefined && { description }),
        };
        return (await load()).addWebhookCommand(config, systemClock, settings, output);
      }),
    );

  webhook
    .command("remove")
    .description("remove a webhook with its deliveries")
    .argument("<id>", idHelp)
    .addOption(jsonOption())
    .action((id: string, options: JsonFlag) =>
      runCommand(options, async (config, output) =>
        (await load()).removeWebhookCommand(config, systemClock, id, output),
      ),
    );
}

function addDeliveries(webhook: Command): void {
  webhook
    .command("deliveries")
    .description("list the deliveries of a webhook, the newest first")
    .argument("<id>", idHelp)
    .addOption(new Option("--state <state>", "only those").choices(["waiting", "sending", "delivered", "dead"]))
    .option("--limit <count>", "how many deliveries at most", readCount, 50)
    .addOption(jsonOption())
    .action((id: string, { state, limit, ...options }: ListFlags) =>
      runCommand(options, async (config, output) => {
        const filter = { id, limit, ...(state !== undefined && { state }) };
        return (await load()).listDeliveriesCommand(config, systemClock, filter, output);
      }),
    );

  webhook
    .command("replay")
    .description("send a delivery of a webhook again, or all its dead letters")
    .argument("<id>", idHelp)
    .argument("[number]", "the number of the delivery; all dead letters if not given", readCount)
    .addOption(jsonOption())
    .action((id: string, number: number | undefined, options: JsonFlag) =>
      runCommand(options, async (config, output) =>
        (await load()).replayCommand(config, systemClock, { id, number }, output),
      ),
    );
}
