import type { WebhookRoutesOptions } from "../../admin/webhook-routes.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { createFetcher } from "../../fetch/fetcher.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import { hashesOfFeeds } from "../serve/start-pushing.ts";
import type { Workspace } from "./workspace.ts";

/** Returns what calls about webhooks need where no service sends anything: what is due waits for the next service. */
export function pushLater(
  config: Config,
  { stores, publisher }: Pick<Workspace, "stores" | "publisher">,
  clock: Clock,
): WebhookRoutesOptions["push"] {
  return {
    begin: () => stores.announcements.begin(clock.now(), hashesOfFeeds(publisher.snapshot())),
    wake() {},
    checkAddress: (address) => createFetcher(fetchSettings(config)).checkAddress(address),
  };
}
