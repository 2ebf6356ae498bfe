import type { Clock } from "../clock.ts";
import type { DueFile, MediaProbe } from "../stores/media-facts.ts";
import { nextProbe, postponeHost } from "./next-probe.ts";
import type { ProbeResult } from "./probe.ts";

export type BatchDeps = {
  probe: (url: string) => Promise<ProbeResult>;
  clock: Clock;
  random: () => number;
  onFailure: (probe: MediaProbe) => void;
};

/** The end of the watcher. `promise` resolves when it stops. */
export type StopState = { isStopped: boolean; promise: Promise<void> };

/** Hosts that are asked at the same time. */
const concurrentHosts = 4;
/** The pause between two files of one host. */
export const probePauseMs = 1000;
/** The time after which a batch asks for no further file, so that its results are published. */
const maxBatchMs = 30_000;

/**
 * Asks for the files of a batch: several hosts at once, and the files of one host one after another, with a pause. When a
 * host does not answer, all its due files are postponed.
 * @param queues the files of each host
 * @param due all due files
 */
export async function probeBatch(
  queues: readonly DueFile[][],
  due: readonly DueFile[],
  { probe, clock, random, onFailure }: BatchDeps,
  stop: StopState,
): Promise<MediaProbe[]> {
  const endTime = clock.now() + maxBatchMs;

  async function probeHost(files: readonly DueFile[]): Promise<MediaProbe[]> {
    const probes: MediaProbe[] = [];
    for (const file of files) {
      if (probes.length > 0) await waitUnlessStopped(clock, probePauseMs, stop);
      if (stop.isStopped || clock.now() > endTime) break;
      const result = await Promise.race([probe(file.url), stop.promise]);
      if (stop.isStopped || !result) break;
      const next = nextProbe(file, result, { now: clock.now(), random: random() });
      probes.push(next);
      if (result.outcome !== "found") onFailure(next);
      if (result.outcome === "failed" && result.isBusy) return [...postponeHost(due, next, clock.now()), ...probes];
    }
    return probes;
  }

  const probes: MediaProbe[] = [];
  const hosts = queues.values();
  const probeHosts = async () => {
    for (const files of hosts) probes.push(...(await probeHost(files)));
  };
  await Promise.all(Array.from({ length: concurrentHosts }, probeHosts));
  return probes;
}

/** Waits, but not beyond the stop. */
export async function waitUnlessStopped(clock: Clock, milliseconds: number, stop: StopState): Promise<void> {
  const elapsed = new Promise<void>((resolve) => {
    clock.after(milliseconds, resolve);
  });
  await Promise.race([elapsed, stop.promise]);
}
