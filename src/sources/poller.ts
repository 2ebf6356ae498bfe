import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { SourceStore } from "../stores/sources.ts";
import { type PollResult, stateAfterPoll } from "./next-poll.ts";
import { type SourceState, stateOf } from "./state.ts";

/** A page or feed somewhere else that articles are read from. `every`: seconds between polls, at least. */
export type Source = { url: string; every: number };

/** A source and what is known of it. `asking`: it is being read, or waits for its turn. */
export type SourceReport = Source & SourceState & { asking: boolean };

export type Poller = {
  sources(): SourceReport[];
  /** Polls a source, or all, at once, whatever its schedule says. @returns when that is done */
  poll(url?: string): Promise<void>;
  /** Nothing is polled after that; what is under way is finished. */
  stop(): Promise<void>;
};

/** Milliseconds between looks at the clock, at most. */
const maxWaitMs = 10_000;

/**
 * Polls sources when they are due, those of one host one after another. What was known of them is kept, so that a restart
 * neither asks too early nor for what it has.
 * @param deps.poll asks a source and takes in what it answers, until the signal calls it off; where it rejects, the poll failed
 */
export async function startPoller<Each extends Source>(deps: {
  sources: readonly Each[];
  poll: (source: Each, state: SourceState, signal: AbortSignal) => Promise<PollResult>;
  kept: SourceStore;
  clock: Clock;
  random: () => number;
  onError: (error: unknown) => void;
  /** Told of each poll that failed, and how many did in a row. */
  onFailure?: (source: Each, error: string, failures: number) => void;
}): Promise<Poller> {
  const { sources, poll, kept, clock, random, onError } = deps;
  // A collection that is damaged is no reason to end: whoever asks for feeds is served on.
  const found = await kept.states().catch((error: unknown) => {
    onError(error);
    return new Map<string, unknown>();
  });
  const states = new Map(sources.map(({ url }) => [url, stateOf(found.get(url), url)]));
  const hosts = new Map<string, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();
  /** The last poll of each source that is not done yet. */
  const asking = new Map<string, Promise<void>>();
  /** Those that are due, and not done yet. */
  const underWay = new Set<string>();
  const stopping = new AbortController();
  let cancel = () => {};

  const stateFor = (url: string) => states.get(url) ?? stateOf(undefined, url);

  async function pollNow(source: Each): Promise<void> {
    if (stopping.signal.aborted) return;
    const before = stateFor(source.url);
    const polled = await poll(source, before, stopping.signal).catch((error: unknown): PollResult => {
      if (stopping.signal.aborted) return { outcome: "failed", error: "It was called off." };
      onError(error);
      return { outcome: "failed", error: messageOf(error) };
    });
    // What was called off says nothing about the source.
    if (stopping.signal.aborted) return;
    const state = stateAfterPoll(before, polled, { every: source.every, now: clock.now(), random: random() });
    states.set(source.url, state);
    if (polled.outcome === "failed") deps.onFailure?.(source, polled.error, state.failures);
    await kept.keep(source.url, state).catch(onError);
  }

  /** In the queue of its host; a source that waits there already is not polled twice. */
  function enqueue(source: Each): Promise<void> {
    const already = waiting.get(source.url);
    if (already) return already;
    const host = new URL(stateFor(source.url).address).host;
    const done = (hosts.get(host) ?? Promise.resolve())
      .then(() => {
        waiting.delete(source.url);
        return pollNow(source);
      })
      .finally(() => {
        if (asking.get(source.url) === done) asking.delete(source.url);
        if (hosts.get(host) === done) hosts.delete(host);
      });
    hosts.set(host, done);
    waiting.set(source.url, done);
    asking.set(source.url, done);
    return done;
  }

  function look() {
    cancel();
    if (stopping.signal.aborted) return;
    const now = clock.now();
    const isDue = ({ url }: Each) => (stateFor(url).next ?? Number.POSITIVE_INFINITY) <= now;
    const due = sources.filter((source) => isDue(source) && !underWay.has(source.url));
    for (const source of due) {
      underWay.add(source.url);
      void enqueue(source).finally(() => {
        underWay.delete(source.url);
        look();
      });
    }
    const next = Math.min(
      ...sources.map(({ url }) => stateFor(url).next ?? Number.POSITIVE_INFINITY).filter((time) => time > now),
    );
    cancel = clock.after(Math.min(next - now, maxWaitMs), look);
  }
  look();
  return {
    sources: () => sources.map((source) => ({ ...source, ...stateFor(source.url), asking: asking.has(source.url) })),

    async poll(url) {
      await Promise.all(sources.filter((source) => url === undefined || source.url === url).map(enqueue));
    },

    async stop() {
      stopping.abort();
      cancel();
      await Promise.all(hosts.values());
    },
  };
}
