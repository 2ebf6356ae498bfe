import type { TakenJob } from "../stores/jobs.ts";

/** The jobs that are being done, by their lanes. */
export type ActiveJobs = {
  size(): number;
  /** Returns how many jobs each host has. */
  hosts(): ReadonlyMap<string, number>;
  /** Begins a job, which leaves when it ends. @param perform never rejects */
  begin(job: TakenJob, perform: () => Promise<void>): void;
  /** Returns the lanes and hosts of which no job may be taken now. @param perHost how many jobs a host may have */
  exceptions(perHost: number): { exceptLanes: string[]; exceptHosts: string[] };
  /** Resolves when all of them have ended. */
  ended(): Promise<void>;
};

/** Creates what knows which jobs are being done. @param onLeft called after each of them has ended */
export function createActiveJobs(onLeft: () => void): ActiveJobs {
  const jobs = new Map<string, Promise<void>>();
  const hosts = new Map<string, number>();

  function leave({ lane, host }: TakenJob): void {
    jobs.delete(lane);
    const left = (hosts.get(host) ?? 1) - 1;
    if (left === 0) hosts.delete(host);
    else hosts.set(host, left);
    onLeft();
  }

  return {
    size: () => jobs.size,
    hosts: () => hosts,

    begin(job, perform) {
      hosts.set(job.host, (hosts.get(job.host) ?? 0) + 1);
      const ended = Promise.resolve()
        .then(perform)
        .finally(() => leave(job));
      jobs.set(job.lane, ended);
    },

    exceptions(perHost) {
      const exceptHosts = [...hosts].filter(([, active]) => active >= perHost).map(([host]) => host);
      return { exceptLanes: [...jobs.keys()], exceptHosts };
    },

    async ended() {
      await Promise.all(jobs.values());
    },
  };
}
