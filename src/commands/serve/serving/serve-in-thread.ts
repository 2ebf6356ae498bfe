import { createTokenLimit } from "../../../admin/token-limit.ts";
import { type Clock, repeat } from "../../../clock.ts";
import { measureEventLoop } from "../../../event-loop.ts";
import { connectionLimits } from "../../../http/limits.ts";
import { findBytes } from "../../../published/find-bytes.ts";
import { createPublishedView } from "../../../published/view.ts";
import { createAddressUses } from "../../../serve/address-uses.ts";
import { createAudienceCounter } from "../../../serve/audience.ts";
import { createByteCache } from "../../../serve/byte-cache.ts";
import { createDownloadCounter } from "../../../serve/downloads.ts";
import { createSeededHash } from "../../../serve/hash.ts";
import { createPollMemory } from "../../../serve/poll-memory.ts";
import { buildServingApp, type ServingAppDeps } from "../../../serving-app.ts";
import type { Link } from "../link.ts";
import { drainRequests, listen } from "../listen.ts";
import { createLiveApp } from "./live-app.ts";
import { createServiceState } from "./service-state.ts";
import { forwardLog } from "./thread-log.ts";
import type { FromThread, ThreadStart, ToThread } from "./thread-messages.ts";

/** Bytes that nobody asked for within this time leave the memory. */
const byteCacheSweepMs = 10 * 60_000;

/**
 * Answers requests in this thread until the main thread stops it. It follows what the main thread says of the published
 * state, and listens once it has heard of it.
 */
export async function serveInThread(start: ThreadStart, link: Link<ToThread, FromThread>, clock: Clock): Promise<void> {
  const { config, threads } = start;
  const { view, apply } = createPublishedView();
  const audience = createAudienceCounter();
  const state = createServiceState(clock);
  const uses = createAddressUses(state.daySalt);
  const takeCounts = () => ({ changes: audience.takeChanges(), uses: uses.take() });
  const delay = measureEventLoop();
  const bytes = createByteCache({
    view,
    find: (document, coding) => findBytes(config.environment.feedsDir, document, coding),
    share: (shared) => link.send({ kind: "bytes", shared }),
    onLost: (path) => link.send({ kind: "lost", path }),
  });
  const metrics = createMetricsReader(link);
  const isSynced = Promise.withResolvers<void>();
  const isStopped = Promise.withResolvers<void>();
  // Messages come from now on, also while the application is built.
  link.onMessage((message) => {
    if (message.kind === "update") {
      for (const update of message.updates) apply(update);
      void bytes.dropReplaced();
    } else if (message.kind === "bytes") bytes.add(message.shared);
    else if (message.kind === "state") state.update(message.state);
    else if (message.kind === "metrics") metrics.resolve(message);
    else if (message.kind === "sync") {
      isSynced.resolve();
      link.send({ kind: "synced", id: message.id });
    } else if (message.kind === "report") {
      const eventLoopDelaySeconds = delay.takeMaxSeconds();
      link.send({ kind: "report", id: message.id, eventLoopDelaySeconds, ...takeCounts() });
    } else if (message.kind === "config") void reconfigure(message);
    else isStopped.resolve();
  });
  const source = { view, read: bytes.read };
  const building = buildApp(start, { source, audience, uses, state, readMetrics: metrics.read, link, clock });

  async function reconfigure({ id, config: next }: Extract<ToThread, { kind: "config" }>) {
    await (await building).replace(next);
    link.send({ kind: "synced", id });
  }

  const { app } = await building;
  const cancelSweep = repeat(clock, byteCacheSweepMs, bytes.dropUnused);
  await isSynced.promise;
  await listen(app, config.environment, { sharesPort: threads > 1 });
  link.send({ kind: "listening" });
  await isStopped.promise;
  cancelSweep();
  delay.stop();
  await drainRequests(app);
  link.send({ kind: "counted", ...takeCounts() });
}

function buildApp(
  { config: first, threads, downloads, polls, hashSeed, hasPublishing }: ThreadStart,
  deps: Pick<ServingAppDeps, "source" | "audience" | "uses" | "readMetrics" | "clock"> & {
    state: ReturnType<typeof createServiceState>;
    link: Link<ToThread, FromThread>;
  },
) {
  const { source, audience, uses, readMetrics, state, link, clock } = deps;
  const hash = createSeededHash(hashSeed);
  const log = forwardLog(link);
  const countDownload = createDownloadCounter({ clock, hash, table: downloads });
  const notePoll = createPollMemory({ clock, hash, table: polls });
  const countRequest = createTokenLimit(clock);
  return createLiveApp(first, (config, answerWith) =>
    buildServingApp(config, {
      source,
      health: state.health,
      audience,
      uses,
      clock,
      hash,
      countDownload,
      notePoll,
      readMetrics,
      isPurging: state.isPurging,
      auth: { authenticate: state.authenticate, countRequest, tokenHint: state.tokenHint, log, clock },
      findPublishing: hasPublishing ? state.findPublishing : undefined,
      maxConnections: Math.ceil(connectionLimits.maxConnections / threads),
      answerWith,
      log,
    }),
  );
}

/** Asks the main thread for the metrics of all threads and processes. */
function createMetricsReader(link: Link<ToThread, FromThread>) {
  const waiting = new Map<number, (metrics: { type: string; text: string }) => void>();
  let lastId = 0;
  return {
    read() {
      const id = ++lastId;
      link.send({ kind: "metrics-wanted", id });
      return new Promise<{ type: string; text: string }>((resolve) => waiting.set(id, resolve));
    },

    resolve({ id, type, text }: Extract<ToThread, { kind: "metrics" }>) {
      waiting.get(id)?.({ type, text });
      waiting.delete(id);
    },
  };
}
