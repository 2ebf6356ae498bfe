import type { FastifyBaseLogger } from "fastify";
import type { Config } from "../../../config/schema.ts";
import type { Node } from "../../../nodes/node.ts";
import type { Push } from "../../../push/push.ts";
import type { Search } from "../../../search/follow.ts";
import type { SmallerPictureMaker } from "../../../uploads/smaller/maker.ts";
import { followNodeMedia } from "../../workspace/media.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";
import type { Watchers } from "../watchers.ts";
import type { PublishingCredentials } from "./credentials.ts";
import type { LiveSettings } from "./live-settings.ts";
import type { ServiceSchedule } from "./schedule.ts";

export type FollowedParts = {
  workspace: Pick<Workspace, "publishSubscribers" | "stores" | "publisher">;
  credentials: Pick<PublishingCredentials, "tell">;
  link: Link<ToPublishing, ToServing> | undefined;
  search: Pick<Search, "noteChange">;
  scheduler: ServiceSchedule;
  push: Pick<Push, "check" | "wake">;
  smaller: Pick<SmallerPictureMaker, "wake">;
  settings: Pick<LiveSettings, "current" | "reload">;
  watchers: Watchers;
  log: FastifyBaseLogger;
  /** Begins everything that only the publishing node does. */
  beginPublishing: (config: Config) => Promise<void>;
  /** Whether it has begun already. */
  publishesFirst: boolean;
};

/** Takes up what other nodes change, and begins to publish when this node takes over. */
export function followNodes(node: Node, parts: FollowedParts): void {
  const { workspace, credentials, link, search, scheduler, push, smaller, settings, watchers, log } = parts;
  const { selections } = workspace.stores;
  let toldChange = 0;

  node.signals.on("tokens", credentials.tell);
  node.signals.on("readers", async () => {
    await workspace.publishSubscribers();
    link?.send({ kind: "published" });
  });
  node.signals.on("config", settings.reload);
  node.signals.on("media", async () => {
    for (const problem of await followNodeMedia(settings.current(), workspace.stores)) log.warn(problem);
    if (node.isPublishing()) smaller.wake();
  });
  node.signals.on("jobs", async () => {
    if (node.isPublishing()) push.wake();
  });
  node.signals.on("articles", async () => {
    search.noteChange();
    if (!node.isPublishing()) return;
    const change = await selections.changeNumber({});
    const published = workspace.publisher.checkpoint()?.change ?? 0;
    // A change of this node itself is published already, or is about to be.
    if (change > Math.max(published, toldChange)) scheduler.collectionChanged();
    toldChange = change;
  });
  node.signals.onReach((isReached) => {
    if (!isReached || !node.isPublishing()) return;
    push.check();
    push.wake();
  });
  if (parts.publishesFirst) return;
  node.takesOver
    .then(async () => {
      log.info("this node publishes from now on");
      await parts.beginPublishing(settings.current());
      await watchers.reconfigure(settings.current());
    })
    .catch((error: unknown) => log.error({ err: error }, "publishing could not begin"));
}
