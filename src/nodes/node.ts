import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { PublishingPart } from "../publish/part.ts";
import type { FeedsDir } from "../published/files.ts";
import type { PublishedState } from "../published/load.ts";
import { createRetiredBytes } from "../published/retired-bytes.ts";
import type { Lease, NodeStores, SignalTopic } from "../stores/nodes.ts";
import type { RunStore } from "../stores/runs.ts";
import { takeTurns } from "../turns.ts";
import { keepLease } from "./lease-keeper.ts";
import { createRemotePublisher } from "./remote-publisher.ts";
import { createReplica } from "./replica.ts";
import { type NodeReport, parseReport } from "./report.ts";
import { createRequestTaker } from "./run-requests.ts";
import { type SignalWatch, watchSignals } from "./signals.ts";
import { createSwitchedPublisher } from "./switched-publisher.ts";
import { startPruning, takeDocuments, untilDone } from "./takeover.ts";

/*
 * The room `nodes`: several machines, each with both planes, over one database. One node publishes, by a lease; the others
 * follow what it publishes, take articles, and hand regenerations on to it. A node becomes the publishing one while it
 * runs; one that has lost the lease ends its process and begins again as a follower.
 */

export type Node = PublishingPart & {
  /** The name of this process among the nodes. */
  id: string;
  /** Whether this node publishes. */
  isPublishing(): boolean;
  /** Resolves when this node begins to publish. */
  takesOver: Promise<void>;
  /** Resolves when this node has something to serve, or publishes itself. */
  hasDocuments: Promise<void>;
  signals: SignalWatch;
  /** How this node stands, for people and for metrics. */
  state(): Promise<NodeState>;
  /** The next scheduled run of the node that publishes. */
  nextRunElsewhere(): Date | undefined;
  /** Tells the node that publishes of a change that the database does not see, if this is another one. @returns whether it is */
  handOn(topic: SignalTopic): boolean;
  /** Tells the other nodes how the schedule stands. Does nothing on a node that does not publish. */
  tell(nextRun: Date | undefined): Promise<void>;
};

/**
 * `hasPublisher`: whether this node or another has the lease; `generation`: of the lease, undefined when the database is
 * away; `commit`: the number of the last commit on this node; `lagMs`: how long after it was made this node had it.
 */
export type NodeState = {
  id: string;
  isPublishing: boolean;
  hasPublisher: boolean;
  generation: number | undefined;
  isReached: boolean;
  commit: number;
  lagMs: number | undefined;
};

export type NodeDeps = {
  nodes: NodeStores;
  runs: RunStore;
  files: FeedsDir;
  published: PublishedState;
  channels: () => NodeReport["channels"];
  clock: Clock;
  /** Starts to make documents, from what FEEDS_DIR and the database hold, with the generation of its lease. */
  startPublishing: (files: FeedsDir, published: PublishedState, generation: number) => PublishingPart;
  /**
   * Called when FEEDS_DIR holds other documents. `commit`: the number of the commit on this machine; undefined while more
   * may come.
   */
  onPublished: (commit?: number) => Promise<void>;
  /** Called when another node publishes in the place of this one: the process must end. */
  onLost: () => void;
  onError: (error: unknown) => void;
};

/** Joins the nodes of a database. */
export async function joinNodes(deps: NodeDeps): Promise<Node> {
  const { nodes, files, published, clock, startPublishing, onLost, onError } = deps;
  const id = randomUUID();
  const took = Promise.withResolvers<void>();
  const filled = Promise.withResolvers<void>();
  const retired = createRetiredBytes(files, clock.now());
  retired.retire(await files.listReplaced());
  let report: NodeReport | undefined;
  let part: PublishingPart | undefined;
  let isTakingOver = false;
  let generation: number | undefined;
  let commit = 0;
  let stopPruning = () => {};

  const replica = createReplica(files, nodes.sharedDocuments, published, {
    clock,
    async onWritten() {
      if (part === undefined) await deps.onPublished();
    },
    async onApplied(replaced) {
      if (part === undefined) await deps.onPublished(retired.retire(replaced));
    },
  });
  const inTurn = takeTurns();
  const follow = () =>
    inTurn(async () => {
      if (isTakingOver || part) return;
      if (await replica.follow()) filled.resolve();
    });
  const remote = createRemotePublisher({
    ...deps,
    requests: nodes.runRequests,
    report: () => report,
    snapshot: replica.snapshot,
    follow,
    newId: randomUUID,
  });
  const { publisher, switchTo } = createSwitchedPublisher(remote);
  const onCommitted = (number: number) => {
    commit = number;
  };

  async function takeOver(lease: Lease): Promise<void> {
    await follow();
    isTakingOver = true;
    const taken = await takeDocuments(files, nodes.sharedDocuments, { replica, published, onCommitted });
    commit = replica.number();
    generation = lease.generation;
    part = startPublishing(taken.files, taken.published, lease.generation);
    switchTo(part.publisher);
    const takeRequests = createRequestTaker(nodes.runRequests, { publisher: part.publisher, clock });
    signals.on("runs", takeRequests);
    stopPruning = startPruning(nodes.sharedDocuments, { clock, onError });
    took.resolve();
    filled.resolve();
  }

  const signals = watchSignals(nodes.signals, { clock, onError });
  signals.on("published", follow);
  signals.on("report", async () => {
    if (part === undefined) report = parseReport(await nodes.sharedDocuments.readReport());
  });
  const keeper = keepLease(nodes.lease, id, { clock, onLost, onError });
  void keeper.acquired.then((lease) => untilDone(() => takeOver(lease), { clock, onError }));

  return {
    id,
    publisher,
    isPublishing: () => part !== undefined,
    takesOver: took.promise,
    hasDocuments: filled.promise,
    signals,
    nextRunElsewhere: () => (report?.nextRun === undefined ? undefined : new Date(report.nextRun)),
    verifyDocuments: async () => part?.verifyDocuments(),
    isIntact: (path) => part?.isIntact(path) ?? replica.snapshot().documents.has(path),

    markBroken(paths) {
      if (part) part.markBroken(paths);
      else {
        replica.markBroken(paths);
        void follow().catch(onError);
      }
    },

    reconfigure: async (config) => part?.reconfigure(config) ?? false,
    release: async (commit) => (part ?? retired).release(commit),

    async state() {
      const isPublishing = part !== undefined;
      const isReached = signals.isReached();
      if (isPublishing) return { id, isPublishing, hasPublisher: true, generation, isReached, commit, lagMs: 0 };
      const lease = isReached ? await nodes.lease.read().catch(() => undefined) : undefined;
      return {
        id,
        isPublishing,
        hasPublisher: (lease?.remainingMs ?? 0) > 0,
        generation: lease?.generation,
        isReached,
        commit: replica.number(),
        lagMs: replica.lagMs(),
      };
    },

    handOn(topic) {
      if (part) return false;
      nodes.signals.raise(topic).catch(onError);
      return true;
    },

    async tell(nextRun) {
      if (!part) return;
      const openFailures = part.publisher.openFailures();
      const channels = part.publisher
        .channels()
        .map(({ slug, title, select, limit }) => ({ slug, title, select, limit }));
      await nodes.sharedDocuments.report(JSON.stringify({ channels, openFailures, nextRun: nextRun?.getTime() }));
    },

    async stop() {
      await remote.close();
      await part?.stop();
    },

    async close() {
      stopPruning();
      await keeper.stop();
      await signals.stop();
      await part?.close();
    },
  };
}
