import { statfs } from "node:fs/promises";
import { join } from "node:path";
import type { AttentionFinding, DiskRoom } from "../../../admin/attention.ts";
import { describeFlagged, firstFlaggedDay } from "../../../admin/subscriber-json.ts";
import { presentSlug } from "../../../channel/moved-slugs.ts";
import type { Clock } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import { findWarnings } from "../../../config/warnings.ts";
import { hideSecrets } from "../../../errors.ts";
import { coversOf, warningForCover } from "../../../media/covers.ts";
import type { Node } from "../../../nodes/node.ts";
import type { Publisher } from "../../../publish/publisher.ts";
import { findUnpurged } from "../../../push/purge/purge.ts";
import { describeFailingWebhook } from "../../../push/webhook-health.ts";
import type { WebSubReport } from "../../../push/websub/report.ts";
import type { Settings } from "../../../settings/settings.ts";
import { sourceId } from "../../../settings/source-edits.ts";
import { describeFailingSource, findFailingSources } from "../../../sources/failing-sources.ts";
import type { Poller } from "../../../sources/poller.ts";
import { describeChannelCut, describeTruncation, type ListedRun } from "../../../stores/runs.ts";
import type { Stores } from "../../../stores/stores.ts";
import { describeFailedImports, listFailedImports } from "../../inbox/failed-imports.ts";

export type AttentionDeps = {
  config: () => Config;
  settings: Pick<Settings, "mistake">;
  publisher: Pick<Publisher, "openFailures" | "runs">;
  stores: Pick<Stores, "mediaFacts" | "purges" | "subscribers" | "webhooks">;
  poller: () => Poller | undefined;
  /** This node, where several share a database. */
  node: Pick<Node, "state"> | undefined;
  clock: Pick<Clock, "now">;
  /** Reads how the hubs elsewhere do. */
  readWebSub: () => Promise<Pick<WebSubReport, "hubs">>;
};

/** How many runs are looked through for the reason of a failure. */
const searchedRuns = 50;

/** Returns what finds everything that needs attention: what `courant check` warns of, as far as it is cheap, and failures. */
export function createAttention(deps: AttentionDeps): () => Promise<AttentionFinding[]> {
  const { config, settings, publisher, stores, poller, node, clock, readWebSub } = deps;
  return async function findAttention() {
    const runs = await publisher.runs(searchedRuns);
    const inbox = join(config().environment.dataDir, "inbox");
    const mistake = settings.mistake();
    const warn = (kind: AttentionFinding["kind"], texts: readonly string[]): AttentionFinding[] =>
      texts.map((text) => ({ kind, level: "warning", text }));
    return [
      ...(await findNode(node)),
      ...(mistake
        ? [{ kind: "configuration", level: "failure", text: mistake.message, since: mistake.since } as const]
        : []),
      ...publisher.openFailures().map(
        ({ what, error, since }): AttentionFinding => ({
          kind: "document",
          level: "failure",
          subject: what,
          text: `${what}: ${reasonOf(what, runs) ?? error}`,
          since,
        }),
      ),
      ...findSources(poller()),
      ...(await findImports(inbox)),
      ...(await findWebhooks(stores.webhooks)),
      ...findHubs(await readWebSub()),
      ...(await findCaches(stores.purges, config())),
      ...(await findSpread(stores.subscribers, config(), clock.now())),
      ...warn("configuration", findWarnings(config())),
      ...warn("channel", findCuts(runs)),
      ...warn("cover", await findCovers(config(), stores.mediaFacts)),
    ];
  };
}

/** Finds that no node publishes. While the database is away, every call says so itself. */
async function findNode(node: Pick<Node, "state"> | undefined): Promise<AttentionFinding[]> {
  const state = await node?.state();
  if (!state?.isReached || state.hasPublisher) return [];
  return [
    {
      kind: "node",
      level: "warning",
      text:
        "No node publishes at the moment, so that changes do not reach readers. One takes over within seconds. If this " +
        "stays, look into the logs of the nodes.",
    },
  ];
}

/** Returns the whole reason of a failure, from the last run that had it. */
function reasonOf(what: string, runs: readonly ListedRun[]): string | undefined {
  for (const { documents } of runs) {
    const failure = documents.failed.find((each) => each.what === what);
    if (failure) return failure.error;
  }
  return undefined;
}

function findSources(poller: Poller | undefined): AttentionFinding[] {
  return findFailingSources(poller?.sources() ?? []).map((source) => ({
    kind: "source",
    level: "failure",
    subject: sourceId(source.url),
    text: hideSecrets(describeFailingSource(source)),
  }));
}

async function findImports(inbox: string): Promise<AttentionFinding[]> {
  const names = await listFailedImports(inbox).catch(() => []);
  return names.length === 0 ? [] : [{ kind: "import", level: "failure", text: describeFailedImports(inbox, names) }];
}

async function findWebhooks(webhooks: Stores["webhooks"]): Promise<AttentionFinding[]> {
  return (await webhooks.list()).flatMap((webhook): AttentionFinding[] => {
    const text = describeFailingWebhook(webhook);
    return text === undefined ? [] : [{ kind: "webhook", level: "failure", subject: webhook.id, text }];
  });
}

function findHubs({ hubs }: Pick<WebSubReport, "hubs">): AttentionFinding[] {
  return hubs.flatMap(({ url, problem }): AttentionFinding[] =>
    problem === undefined ? [] : [{ kind: "hub", level: "failure", subject: url, text: `The hub ${url}: ${problem}.` }],
  );
}

async function findCaches(purges: Stores["purges"], { purge }: Config): Promise<AttentionFinding[]> {
  return findUnpurged(purge, await purges.list()).map(({ host, text, since }) => ({
    kind: "cache",
    level: "failure",
    subject: host,
    text,
    ...(since !== undefined && { since: new Date(since).toISOString() }),
  }));
}

/** The most addresses of which the overview warns. */
const maxFlagged = 20;

async function findSpread(
  subscribers: Stores["subscribers"],
  { moved }: Pick<Config, "moved">,
  now: number,
): Promise<AttentionFinding[]> {
  return (await subscribers.listSpread(firstFlaggedDay(now), maxFlagged)).map((subscriber) => ({
    kind: "subscriber",
    level: "warning",
    subject: subscriber.id,
    text: describeFlagged({ ...subscriber, channel: presentSlug(subscriber.channel, moved) }),
  }));
}

/** Finds what the last run that ended had no room for. */
function findCuts(runs: readonly ListedRun[]): string[] {
  const last = runs.find(({ finished }) => finished !== undefined);
  if (!last) return [];
  const { cut, cutChannels = [] } = last.documents;
  return [...cutChannels.map(describeChannelCut), ...cut.map(describeTruncation)];
}

async function findCovers({ channels }: Config, mediaFacts: Stores["mediaFacts"]): Promise<string[]> {
  const covers = coversOf({ channels });
  const facts = await mediaFacts.find(covers);
  return covers.flatMap((cover) => warningForCover(cover, facts.get(cover)) ?? []);
}

/** Reads how much room the disks of both folders have. A folder that cannot be looked at is left out. */
export async function readDisks({ dataDir, feedsDir }: Config["environment"]): Promise<DiskRoom[]> {
  const folders = [
    ["DATA_DIR", dataDir],
    ["FEEDS_DIR", feedsDir],
  ] as const;
  const rooms = await Promise.all(
    folders.map(async ([folder, path]) => {
      const stats = await statfs(path).catch(() => undefined);
      return stats && { folder, path, free: stats.bavail * stats.bsize, size: stats.blocks * stats.bsize };
    }),
  );
  return rooms.filter((room) => room !== undefined);
}
