import type { TakenJob } from "../stores/jobs.ts";

/** How many jobs are done at the same time. */
export type JobRoom = { inAll: number; perHost: number };

/**
 * How many taken jobs of one host wait here at most, and at how many more are taken. So a host with thousands of jobs is
 * not looked for in the store at the end of each.
 */
const hostWindow = { low: 64, high: 256 };

/** Jobs that were taken: some are being done, others wait for room at their host. */
export type JobWindow = {
  add(jobs: readonly TakenJob[]): void;
  /** Tells whether there is room for further jobs, and none here can take it. */
  isHungry(): boolean;
  /** Returns how many jobs of each host may be taken beyond those that are here; undefined means many. */
  roomOf(host: string): number;
  /** Returns the hosts of which no job may be taken now. */
  fullHosts(): string[];
  /** Takes no further job up, and resolves when those that are being done have ended. */
  stop(): Promise<void>;
};

/**
 * @param deps.perform does a job and never rejects
 * @param deps.onLeft called after each job; `isHostOpen`: whether jobs of its host may be taken again
 */
export function createJobWindow(
  { inAll, perHost }: JobRoom,
  deps: { perform: (job: TakenJob) => Promise<void>; onLeft: (isHostOpen: boolean) => void },
): JobWindow {
  const hosts = new Map<string, { running: number; waiting: TakenJob[] }>();
  const running = new Set<Promise<void>>();
  let isStopped = false;

  const heldBy = (host: string) => {
    const known = hosts.get(host);
    return known ? known.running + known.waiting.length : 0;
  };

  /** Begins what has room: a job of each host in turn. */
  function begin(): void {
    for (const [host, { running: active, waiting }] of hosts) {
      for (let room = perHost - active; room > 0 && running.size < inAll && !isStopped; room--) {
        const job = waiting.shift();
        if (!job) break;
        start(host, job);
      }
    }
  }

  function start(host: string, job: TakenJob): void {
    const known = hosts.get(host);
    if (known) known.running += 1;
    const ended = Promise.resolve()
      .then(() => deps.perform(job))
      .finally(() => {
        running.delete(ended);
        leave(host);
      });
    running.add(ended);
  }

  function leave(host: string): void {
    const known = hosts.get(host);
    if (!known) return;
    const isOpened = heldBy(host) === hostWindow.low;
    known.running -= 1;
    if (heldBy(host) === 0) hosts.delete(host);
    const next = known.running < perHost && running.size < inAll && !isStopped ? known.waiting.shift() : undefined;
    if (next) start(host, next);
    else begin();
    deps.onLeft(isOpened);
  }

  return {
    add(jobs) {
      for (const job of jobs) {
        const known = hosts.get(job.host) ?? { running: 0, waiting: [] };
        hosts.set(job.host, known);
        known.waiting.push(job);
      }
      begin();
    },

    isHungry: () => running.size < inAll && !isStopped,
    roomOf: (host) => (heldBy(host) < hostWindow.low ? hostWindow.high - heldBy(host) : 0),
    fullHosts: () => [...hosts.keys()].filter((host) => heldBy(host) >= hostWindow.low),

    async stop() {
      isStopped = true;
      await Promise.all(running);
    },
  };
}
