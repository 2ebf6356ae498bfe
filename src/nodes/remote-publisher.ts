import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import { checkChannels, type Publisher, type RegenerateRequest } from "../publish/publisher.ts";
import type { Snapshot } from "../published/snapshot.ts";
import type { NodeStores, RunRequest } from "../stores/nodes.ts";
import type { Cause, Run, RunStore } from "../stores/runs.ts";
import type { NodeReport } from "./report.ts";

/** How often a node looks whether a run that it asked for has ended. */
const lookMs = 100;

export type RemotePublisherDeps = {
  requests: NodeStores["runRequests"];
  runs: RunStore;
  /** The channels of the configuration. */
  channels: () => NodeReport["channels"];
  /** The last report of the publishing node. */
  report: () => NodeReport | undefined;
  snapshot: () => Snapshot;
  /** Brings this node to the published state. */
  follow: () => Promise<unknown>;
  clock: Clock;
  newId: () => string;
  onError: (error: unknown) => void;
};

/** Creates the publisher of a node that does not publish: it asks the node that does, and waits for its run. */
export function createRemotePublisher(deps: RemotePublisherDeps): Publisher {
  const { requests, runs, report, snapshot, follow, clock, newId, onError } = deps;
  const finishListeners: ((run: Run) => void)[] = [];
  const progressListeners = new Set<(run: Run) => void>();
  const waiting = new Map<string, Run>();
  let isClosed = false;
  const channels = () => report()?.channels ?? deps.channels();

  /** Waits for the run that answers a request, and for its documents on this node. */
  async function waitFor(request: RunRequest): Promise<Run> {
    for (;;) {
      if (isClosed)
        throw new CourantError("STOPPING", "Courant is stopping. The regeneration goes on at another node.");
      const run = await findAnswer(request.id).catch((error: unknown) => onError(error));
      if (run) {
        await follow();
        return run;
      }
      await clock.sleep(lookMs);
    }
  }

  async function findAnswer(id: string): Promise<Run | undefined> {
    const answered = await requests.find(id);
    return answered?.run === undefined ? undefined : runs.find(answered.run);
  }

  async function finish(request: RunRequest, placeholder: Run): Promise<Run> {
    try {
      await requests.add(request);
      const run = await waitFor(request);
      for (const listener of progressListeners) listener(run);
      for (const listener of finishListeners) listener(run);
      return run;
    } catch (error) {
      onError(error);
      return { ...placeholder, state: "failed", stopped: true };
    } finally {
      waiting.delete(request.id);
    }
  }

  function regenerate(cause: Cause, { channels: slugs, force = false }: RegenerateRequest = {}) {
    checkChannels(slugs ?? [], channels());
    const request: RunRequest = { id: newId(), cause, channels: slugs, force, requested: clock.now() };
    const run = placeholderOf(request);
    waiting.set(request.id, run);
    return { run, finished: finish(request, run) };
  }

  return {
    snapshot,
    channels,
    checkpoint: () => undefined,
    checkChannels: (slugs) => checkChannels(slugs, channels()),
    regenerate,

    async run(id) {
      const run = (await runs.find(id)) ?? (await findAnswer(id)) ?? waiting.get(id);
      if (!run) throw new CourantError("RUN_NOT_FOUND", `There is no run “${id}”. GET /admin/runs lists the runs.`);
      return run;
    },

    runs: (limit) => runs.list(limit),

    onProgress(listener) {
      progressListeners.add(listener);
      return () => void progressListeners.delete(listener);
    },
    onFinished: (listener) => void finishListeners.push(listener),
    nextDue: () => undefined,
    openFailures: () => report()?.openFailures ?? [],
    betweenRuns: (action) => action(),

    async close() {
      isClosed = true;
    },
  };
}

/** The run that is asked for, until it begins. */
function placeholderOf({ id, cause, channels, force, requested }: RunRequest): Run {
  return {
    id,
    causes: [cause],
    channels: channels === undefined ? "all" : [...channels],
    force,
    state: "waiting",
    requested: new Date(requested).toISOString(),
    progress: { done: 0, total: 0 },
    made: [],
    documents: { changed: [], unchanged: 0, failed: [], cut: [] },
  };
}
