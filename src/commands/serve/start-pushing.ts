import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import { hubsElsewhere, ownHub } from "../../config/hubs.ts";
import type { Config } from "../../config/schema.ts";
import type { Publisher } from "../../publish/publisher.ts";
import type { Snapshot } from "../../published/snapshot.ts";
import { deliveryLimits, type Push, startPush } from "../../push/push.ts";
import { findFailingSources } from "../../sources/failing-sources.ts";
import type { SourceReport } from "../../sources/poller.ts";
import { createLiveFetcher } from "./live-fetcher.ts";
import { publishedTopics } from "./published-topics.ts";
import { dayMs } from "./publishing/retention.ts";

/**
 * Starts to tell webhooks what is published and which sources fail, and to deliver what an earlier process left.
 * @param config returns the configuration that is in force
 */
export function startPushing(
  config: () => Config,
  { stores, publisher }: { stores: Parameters<typeof startPush>[0]["stores"]; publisher: Publisher },
  { clock, log, listSources }: { clock: Clock; log: FastifyBaseLogger; listSources: () => readonly SourceReport[] },
): Push {
  const push = startPush({
    stores,
    fetcher: createLiveFetcher(config, deliveryLimits),
    readPublished: () => ({
      checkpoint: publisher.checkpoint(),
      channels: publisher.channels(),
      documents: hashesOfFeeds(publisher.snapshot()),
      baseUrl: config().environment.baseUrl,
    }),
    ...publishedTopics(config, publisher),
    readWebSubSettings: () => ({
      baseUrl: config().environment.baseUrl,
      hub: ownHub(config()),
      hubs: hubsElsewhere(config()),
      delivery: config().websub.delivery,
    }),
    findFailures: () => findFailingSources(listSources()),
    keptMs: () => config().retention.deliveries * dayMs,
    clock,
    random: Math.random,
    // The path of an address is often its secret, so the log names the host only.
    onDisabled: ({ id, url, disabled }) =>
      log.warn({ webhook: id, host: URL.parse(url)?.host, reason: disabled?.reason }, "a webhook is disabled"),
    onError: (error) => log.error({ err: error }, "the queue of what goes out met an error"),
  });
  publisher.onFinished(push.check);
  return push;
}

/** Returns the hashes of the documents of channels, without archives and pages. */
export function hashesOfFeeds({ documents }: Snapshot): ReadonlyMap<string, string> {
  const feeds = [...documents.values()].filter(({ channel, archive }) => channel !== undefined && !archive);
  return new Map(feeds.map(({ path, variants }) => [path, variants.identity.sha256]));
}
