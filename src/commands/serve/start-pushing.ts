import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import { hubsElsewhere, ownHub } from "../../config/hubs.ts";
import type { Config } from "../../config/schema.ts";
import { purgeFetchSettings } from "../../fetch/settings.ts";
import type { Publisher } from "../../publish/publisher.ts";
import { cacheKeyOf, everythingKey } from "../../published/cache-keys.ts";
import type { Snapshot } from "../../published/snapshot.ts";
import { announcedPath } from "../../push/document-events.ts";
import { deliveryLimits, type Push, startPush } from "../../push/push.ts";
import { findFailingSources } from "../../sources/failing-sources.ts";
import type { SourceReport } from "../../sources/poller.ts";
import { readVariables } from "../process/variables.ts";
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
  {
    clock,
    log,
    listSources,
    handOn,
    onPurging,
  }: {
    clock: Clock;
    log: FastifyBaseLogger;
    listSources: () => readonly SourceReport[];
    /** Tells another node to send what goes out, if this one sends nothing. @returns whether it did */
    handOn: () => boolean;
    /** Called when purging caches begins to work, or ceases to. */
    onPurging: (works: boolean) => void;
  },
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
    purge: {
      fetcher: createLiveFetcher(config, deliveryLimits, purgeFetchSettings),
      readTargets: () => config().purge,
      readDocuments: () => (publisher.checkpoint() ? publicDocuments(publisher.snapshot()) : undefined),
      readContext: async () => ({
        baseUrl: config().environment.baseUrl,
        keyOf: cacheKeyOf,
        everythingKey,
        allPaths: () => [...publicDocuments(publisher.snapshot()).values()].map(({ path }) => path),
        variables: await readVariables(),
      }),
      onWorking: onPurging,
    },
    handOn,
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
  return new Map(feeds.map((document) => [announcedPath(document), document.variants.identity.sha256]));
}

/** The public documents of a snapshot, as long as somebody has the snapshot. */
const publicDocumentsOf = new WeakMap<Snapshot["documents"], Snapshot["documents"]>();

/** Returns the documents that caches may have. One that became private is gone for them. */
function publicDocuments({ documents }: Snapshot): Snapshot["documents"] {
  const known = publicDocumentsOf.get(documents);
  if (known) return known;
  const entries = [...documents].filter(([, { privateTo }]) => privateTo === undefined);
  const found = entries.length === documents.size ? documents : new Map(entries);
  publicDocumentsOf.set(documents, found);
  return found;
}
