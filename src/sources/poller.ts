/*
 * The room `sources`: feeds, pages and sitemaps elsewhere that articles are fetched from, and the times at which they are
 * polled. It imports `fetch`, `ingest`, `article`, `http` and the collection's interface.
 */
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { SourceStore } from "../stores/sources.ts";
import { createHostQueues } from "./host-queues.ts";
import { type PollResult, stateAfterPoll } from "./next-poll.ts";
import { type SourceState, stateOf } from "./state.ts";

/**
 * A page or feed elsewhere that articles are read from. `every`: the shortest time between polls, in seconds; `paused`: it
 * is polled only when somebody asks for it by its address.
 */
export type Source = { url: string; every: number; paused?: boolean };

/** A source and its state. `asking`: it is being read, or waits for its turn. */
export type SourceReport = Source & SourceState & { asking: boolean };

export type Poller = {
  sources(): SourceReport[];
  /** Polls one source, or all, whatever the schedule says. Resolves when the polls have ended. */
  poll(url?: string): Promise<void>;
  /** Starts no further poll, and resolves when the running ones have ended. */
  stop(): Promise<void>;
};

/** The longest time between two looks at the clock. */
const maxLookIntervalMs = 10_000;

type PollerDeps<PolledSource extends Source> = {
  sources: readonly PolledSource[];
  poll: (source: PolledSource, state: SourceState, signal: AbortSignal) => Promise<PollResult>;
  store: SourceStore;
  clock: Clock;
  random: () => number;
  onError: (error: unknown) => void;
  /** Called for each poll that failed. `failures`: how many failed in a row. */
  onFailure?: (source: PolledSource, error: string, failures: number) => void;
  /** Called after each poll, when its result is stored. */
  onPolled?: () => void;
};

/**
 * Polls sources when they are due, and those of one host one after another. Their states are stored, so that a restart
 * polls no source early, and fetches nothing that is already known.
 * @param deps.poll reads one source until the signal aborts. The poll counts as failed when it rejects
 */
export async function startPoller<PolledSource extends Source>(deps: PollerDeps<PolledSource>): Promise<Poller> {
  const { sources, poll, store, clock, random, onError, onFailure, onPolled = () => {} } = deps;
  // A damaged collection must not end the process: readers still get their feeds.
  const storedStates = await store.states().catch((error: unknown) => {
    onError(error);
    return new Map<string, unknown>();
  });
  const states = new Map(sources.map(({ url }) => [url, stateOf(storedStates.get(url), url)]));
  const queues = createHostQueues();
  /** Sources that were due and whose poll has not ended. */
  const duePolls = new Set<string>();
  const stopping = new AbortController();
  let cancelTimer = () => {};

  const stateFor = (url: string) => states.get(url) ?? stateOf(undefined, url);
  const nextPollOf = ({ url, paused = false }: Source) =>
    (paused ? undefined : stateFor(url).next) ?? Number.POSITIVE_INFINITY;

  async function pollNow(source: PolledSource): Promise<void> {
    if (stopping.signal.aborted) return;
    const previous = stateFor(source.url);
    const result = await poll(source, previous, stopping.signal).catch((error: unknown): PollResult => {
      if (stopping.signal.aborted) return { outcome: "failed", error: "The poll was cancelled." };
      onError(error);
      return { outcome: "failed", error: messageOf(error) };
    });
    // An aborted poll says nothing about the source.
    if (stopping.signal.aborted) return;
    const state = stateAfterPoll(previous, result, { every: source.every, now: clock.now(), random: random() });
    states.set(source.url, state);
    if (result.outcome === "failed") onFailure?.(source, result.error, state.failures);
    await store.keep(source.url, state).catch(onError);
    onPolled();
  }

  function enqueue(source: PolledSource): Promise<void> {
    const hostOf = () => new URL(stateFor(source.url).address).host;
    return queues.enqueue(source.url, hostOf, () => pollNow(source));
  }

  function pollDueSources() {
    cancelTimer();
    if (stopping.signal.aborted) return;
    const now = clock.now();
    for (const source of sources.filter((each) => nextPollOf(each) <= now && !duePolls.has(each.url))) {
      duePolls.add(source.url);
      void enqueue(source).finally(() => {
        duePolls.delete(source.url);
        pollDueSources();
      });
    }
    const next = Math.min(...sources.map(nextPollOf).filter((time) => time > now));
    cancelTimer = clock.after(Math.min(next - now, maxLookIntervalMs), pollDueSources);
  }
  pollDueSources();
  return {
    sources: () =>
      sources.map((source) => ({ ...source, ...stateFor(source.url), asking: queues.isActive(source.url) })),

    async poll(url) {
      const asked = sources.filter((source) => (url === undefined ? !source.paused : source.url === url));
      await Promise.all(asked.map(enqueue));
    },

    async stop() {
      stopping.abort();
      cancelTimer();
      await queues.drain();
    },
  };
}
