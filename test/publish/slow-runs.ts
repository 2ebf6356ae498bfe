import type { RunProgress } from "../../src/publish/perform-run.ts";
import { createPublisher } from "../../src/publish/publisher.ts";
import { emptySnapshot } from "../../src/published/snapshot.ts";
import type { Run } from "../../src/stores/runs.ts";
import { standingClock } from "../service.ts";

const timings = { select: 0, render: 0, join: 0, compress: 0, write: 0 };

export const nothing = { changed: [], unchanged: 0, failed: [], cut: [] };

/** A publisher whose runs go on and end when the test says so. */
export function publisherOfSlowRuns() {
  const asked: Pick<Run, "channels" | "force">[] = [];
  const steps: ((step: Omit<RunProgress, "timings">) => void)[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  const ends: PromiseWithResolvers<Run["documents"]>[] = [];
  const recorded = new Map<string, Run>();
  let id = 0;
  const publisher = createPublisher({
    clock: standingClock("2026-01-01T00:00:00Z"),
    newId: () => String(++id),
    regenerator: {
      snapshot: () => emptySnapshot,
      release: async () => {},
      verify: async () => {},
      isBroken: () => false,
      markBroken: () => {},
      nextDue: () => undefined,
      checkpoint: () => undefined,
      channels: () => ["a", "b", "c"].map((slug) => ({ slug, title: slug, limit: 50 })),
      reconfigure: () => {},
      run({ channels, force }, onProgress = () => {}, stopping) {
        signals.push(stopping);
        asked.push({ channels, force });
        steps.push((step) => onProgress({ ...step, timings }));
        const end = Promise.withResolvers<Run["documents"]>();
        ends.push(end);
        return end.promise;
      },
    },
    runs: {
      record: async (run) => void recorded.set(run.id, run),
      find: async (wanted) => recorded.get(wanted),
      list: async () => [...recorded.values()],
    },
  });
  return { publisher, asked, steps, signals, ends, recorded };
}

export const settle = () => new Promise((resolve) => setImmediate(resolve));
