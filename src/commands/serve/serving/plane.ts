import { randomInt, randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../../clock.ts";
import type { Config } from "../../../config/schema.ts";
import { createFollower, type Follower } from "../../../published/follower.ts";
import { type AddressUseTable, createAddressUseTable } from "../../../serve/address-uses.ts";
import { type AudienceCounter, createAudienceCounter } from "../../../serve/audience.ts";
import { createDownloadTable } from "../../../serve/downloads.ts";
import type { Health } from "../../../serve/health-routes.ts";
import { createPollTable } from "../../../serve/poll-memory.ts";
import type { ToPublishing, ToServing } from "../link.ts";
import { type AudienceBatches, startAudienceBatches } from "./audience-batches.ts";
import type { ThreadReport } from "./broadcast.ts";
import { followPublished } from "./follow.ts";
import { startThreadPool, type ThreadPool } from "./pool.ts";
import type { ServingMetrics } from "./serving-metrics.ts";
import { createSharedState, type SharedState } from "./shared-state.ts";
import type { ThreadStart } from "./thread-messages.ts";
import type { ThreadStarter } from "./threads.ts";

/** The serving plane: the threads that answer requests, and the main thread that follows the published state for them. */
export type ServingPlane = {
  /** Takes a message of the publishing process. */
  receive(message: ToServing): void;
  setPublishing(state: Health["publishing"]): void;
  /** Waits until all threads know what was received so far. */
  sync(): Promise<void>;
  /** Ends the threads, and sends the last counts to publishing. */
  stop(): Promise<void>;
};

export type ServingDeps = {
  clock: Clock;
  log: FastifyBaseLogger;
  startThread: ThreadStarter;
  /** Sends a message to the publishing process; undefined when another machine publishes. */
  send: ((message: ToPublishing) => void) | undefined;
};

/** Starts to serve what FEEDS_DIR holds. @returns once all threads listen */
export async function startServing(config: Config, deps: ServingDeps): Promise<ServingPlane> {
  const { clock, log, startThread, send = () => {} } = deps;
  const audience = createAudienceCounter();
  const uses = createAddressUseTable();
  const start = threadStart(config, deps);
  const metrics = Promise.withResolvers<ServingMetrics>();
  let pool: ThreadPool | undefined;
  const parts = { threads: start.threads, hasPublishing: deps.send !== undefined, now: clock.now };
  const state = createSharedState(config, parts, (changed) => pool?.setState(changed));
  const follower = createFollower({
    folder: config.environment.feedsDir,
    onUpdate: (step) => pool?.update(step),
    onProblem: (problem) => log.warn(problem),
  });
  await follower.look();
  pool = await startThreadPool({
    start,
    clock,
    startThread,
    updates: follower.updates,
    readMetrics: async () => (await metrics.promise).read(),
    onLost: (path) => send({ kind: "lost", paths: [path] }),
    onCounted(counts) {
      audience.addChanges(counts.changes);
      uses.add(counts.uses);
    },
    onChange: () => state.setThreads(pool?.running() ?? 0),
    log,
  });
  state.setThreads(pool.running());
  const { sync, stop } = pool;
  const collect = createCollector(pool, { audience, uses, state, send });
  metrics.resolve(loadMetrics({ audience, follower, state, collect }));
  const batches = startAudienceBatches({
    serving: randomUUID(),
    audience,
    collect,
    clock,
    send: (batch) => send({ kind: "audience", batch }),
  });
  const following = followPublished({
    follower,
    sync,
    clock,
    onApplied: (commit) => send({ kind: "applied", commit }),
    onFollowed: (commit) => send({ kind: "followed", commit }),
  });

  function reconfigure(next: Config) {
    noteThreads(next.serving.threads, config.serving.threads, log);
    void pool?.configure(next);
  }

  return {
    receive(message) {
      if (message.kind === "published") following.lookNow(message.commit);
      else if (message.kind === "unrecorded") void follower.take(message.changes);
      else if (message.kind === "config") reconfigure(message.loaded.config);
      else if (
        message.kind === "health" ||
        message.kind === "ready" ||
        message.kind === "credentials" ||
        message.kind === "purging"
      )
        state.hear(message);
      receiveForBatches(message, batches, send);
    },

    setPublishing: state.setPublishing,
    sync,

    async stop() {
      following.stop();
      (await metrics.promise).stop();
      await stop();
      if (state.current().health.publishing === "running") await batches.stop();
    },
  };
}

/** Says that the number of threads, which share a port from their start, changes only with a restart. */
function noteThreads(next: number | undefined, present: number | undefined, log: FastifyBaseLogger): void {
  if (next !== present) log.warn("serving.threads is another number now: restart the service to serve with it");
}

/** Passes on what publishing says of the counts that it is sent. */
function receiveForBatches(message: ToServing, batches: AudienceBatches, send: (message: ToPublishing) => void): void {
  if (message.kind === "audience-saved") batches.saved(message.number);
  else if (message.kind === "audience-wanted") void batches.send().then(() => send({ kind: "audience-sent" }));
  else if (message.kind === "ready") batches.sendAgain();
}

/** Returns what adds the counts of all threads to the audience, and tells publishing how private addresses are used. */
function createCollector(
  pool: ThreadPool,
  deps: { audience: AudienceCounter; uses: AddressUseTable; state: SharedState; send: (message: ToPublishing) => void },
) {
  const { audience, uses, state, send } = deps;
  return async (): Promise<ThreadReport[]> => {
    const reports = await pool.report();
    for (const report of reports) {
      audience.addChanges(report.changes);
      uses.add(report.uses);
    }
    const used = uses.take();
    if (used.length > 0) send({ kind: "uses", uses: used });
    state.renewSalt();
    return reports;
  };
}

/** Loads the metrics only now: the first answers do not wait for what counts them. */
async function loadMetrics(deps: {
  audience: AudienceCounter;
  follower: Pick<Follower, "isPublic">;
  state: SharedState;
  collect: () => Promise<ThreadReport[]>;
}): Promise<ServingMetrics> {
  const { audience, follower, state, collect } = deps;
  const { createServingMetrics } = await import("./serving-metrics.ts");
  const health = () => state.current().health;
  return createServingMetrics({
    counts: audience.counts,
    isPublic: (slug) => follower.isPublic(`/feeds/${slug}`),
    report: collect,
    health,
    publishingUrl: state.publishingUrl,
  });
}

/** Returns the data that each thread starts with. */
function threadStart(config: Config, { send, log }: ServingDeps): Omit<ThreadStart, "number"> {
  const { serving, environment } = config;
  const threads = threadCount(config);
  if (threads < (serving.threads ?? 1)) {
    log.warn({ threads }, "serving.threads is more than this system or a Unix socket allows: one thread serves");
  }
  return {
    config,
    threads,
    downloads: createDownloadTable(),
    polls: createPollTable(),
    hashSeed: randomInt(2 ** 32),
    hasPublishing: send !== undefined || environment.publishingUrl !== undefined,
  };
}

/**
 * Returns the number of serving threads: one core stays free for publishing. A Unix socket has one thread, and so have
 * systems where several threads cannot listen on one port.
 */
function threadCount({ serving, environment }: Config): number {
  if (environment.socket !== undefined || process.platform !== "linux") return 1;
  return serving.threads ?? Math.max(1, availableParallelism() - 1);
}
