/**
 * Keeps jobs: work for other servers that must be done at least once, also when this process is killed. A job that was
 * taken and not finished is due again when its lease ends. The last changes of jobs may be lost in a power failure: then
 * jobs are done again, with the message id as the idempotency key. Times are milliseconds since 1970.
 */
export type JobStore = {
  /** Adds jobs, in one transaction. @returns the numbers of the jobs that found room, in their order */
  enqueue(jobs: readonly NewJob[]): Promise<number[]>;

  /**
   * Takes the job that has been due for the longest time, and leases it. Of each lane, only the first job is looked at.
   * @param exceptLanes lanes with a job that has not ended. @param exceptHosts hosts that have as many jobs as they may
   */
  take(request: {
    now: number;
    leaseUntil: number;
    exceptLanes: readonly string[];
    exceptHosts: readonly string[];
  }): Promise<TakenJob | undefined>;

  /** Returns when the next job of all other lanes and hosts is due; undefined when none waits. */
  nextDue(except: { exceptLanes: readonly string[]; exceptHosts: readonly string[] }): Promise<number | undefined>;

  /**
   * Takes several jobs that are alone in their lanes, and leases them: those that have been due for the longest time. Lanes
   * with a job that is taken are left out.
   * @param roomOf returns how many jobs of a host may be taken
   */
  takeAlone(request: {
    now: number;
    leaseUntil: number;
    exceptHosts: readonly string[];
    roomOf: (host: string) => number;
    limit: number;
  }): Promise<TakenJob[]>;

  /** Returns when the next job is due that is alone in its lane, also if another one of its lane is taken. */
  nextDueAlone(except: { exceptHosts: readonly string[] }): Promise<number | undefined>;

  /** Forgets a job that has ended. Does nothing if it was taken again in the meantime. */
  forget(job: Pick<TakenJob, "number" | "attempts">): Promise<void>;

  /**
   * Ends an attempt. Does nothing if the job is gone, or was taken again in the meantime. If the job is alone in its lane
   * and waits again, while another was added to the lane: that one is removed where it has the same message, so that
   * retries keep to their schedule, and otherwise takes the place of the job.
   */
  finish(job: Pick<TakenJob, "number" | "attempts">, result: JobResult): Promise<void>;

  /** Lets no job of a lane be taken before a time. A later time that was given before stays. */
  pauseLane(lane: string, until: number): Promise<void>;

  /** Ends the pause of a lane. */
  resumeLane(lane: string): Promise<void>;

  /** Makes all jobs of a lane that wait, and are not taken, dead letters, with an error that says why. */
  endLane(lane: string, reason: { error: string; now: number }): Promise<void>;

  /** Forgets a lane with all its jobs. */
  removeLane(lane: string): Promise<void>;

  /** Makes all jobs due that a process had taken when it ended. Only one process may work with the jobs. */
  releaseTaken(now: number): Promise<void>;

  /** Makes jobs and lanes due at a time that are not due before it, after the clock was set back. */
  bringForward(latest: number, now: number): Promise<void>;

  /** Makes a job due now, with as many attempts as a new one. A job that is taken stays as it is. */
  replay(lane: string, number: number, now: number): Promise<void>;

  /** Does the same with all dead letters of a lane that find room. @returns how many they are */
  replayDead(lane: string, now: number): Promise<number>;

  find(lane: string, number: number): Promise<Job | undefined>;

  /** Lists the jobs of a lane, the newest first. @param before only jobs with a lower number */
  list(
    lane: string,
    request: { limit: number; before?: number | undefined; state?: JobState | undefined },
  ): Promise<Job[]>;

  /** Counts the jobs of each lane that has, or had, any. Lanes whose jobs are alone in them are left out. */
  counts(): Promise<Map<string, LaneCounts>>;

  /** Counts all jobs that wait, and says when the oldest of them was added. */
  backlog(): Promise<{ waiting: number; oldest: number | undefined }>;

  /** Removes jobs that ended before a time, done or dead, and the oldest of them beyond a number. */
  prune(limits: { before: number; maxFinished: number }): Promise<void>;
};

/** The most jobs that may wait in one lane. Others are not added, and the lane counts them as dropped. */
export const maxWaitingInLane = 5_000;

/** The content that one or several jobs send. The id is the idempotency key of its receivers. */
export type Message = { id: string; type: string; body: string; created: number };

/**
 * A new job. `kind` says who does it; jobs of one lane are done one after another; `host` is the server that the job is
 * for, so that one host has few jobs at the same time. It waits until `due`.
 *
 * `alone`: at most one job of the lane waits. If one does already, it stays and the new one is not added (`keeps`), or the
 * new one takes its place (`replaces`). There may be many thousands of such lanes, and several of their jobs are taken
 * together.
 */
export type NewJob = {
  kind: string;
  lane: string;
  host: string;
  message: Message;
  due: number;
  alone?: "keeps" | "replaces";
};

/** `attempts`: how many there were, with the present one; `failures`: how many of them failed since the last replay. */
export type TakenJob = Pick<NewJob, "kind" | "lane" | "host" | "message"> & {
  number: number;
  attempts: number;
  failures: number;
};

/** `waiting` for its next attempt, `taken`, `done`, or `dead`: a dead letter, which only a replay tries again. */
export const jobStates = ["waiting", "taken", "done", "dead"] as const;
export type JobState = (typeof jobStates)[number];

/** The last attempt of a job: `status` and the beginning of the `answer` are missing where none came. */
export type Attempt = {
  attempted: number;
  durationMs: number;
  status?: number | undefined;
  error?: string | undefined;
  answer?: string | undefined;
};

export type JobResult = { attempt: Attempt } & (
  | { state: "waiting"; due: number }
  | { state: "done" | "dead"; finished: number }
);

/** `due`: when the next attempt of a waiting job is, or when the lease of a taken one ends. */
export type Job = Omit<TakenJob, "message"> & {
  message: Omit<Message, "body">;
  state: JobState;
  due: number | undefined;
  attempt: Attempt | undefined;
};

/** How many jobs of a lane wait (taken ones too), are dead, or found no room. */
export type LaneCounts = { waiting: number; dead: number; dropped: number };
