import { createHash } from "node:crypto";
import type { Clock } from "../../clock.ts";
import type { PurgeTarget } from "../../config/schema.ts";
import type { Fetcher } from "../../fetch/fetcher.ts";
import type { NewJob } from "../../stores/jobs.ts";
import type { PurgeState, PurgeStore } from "../../stores/purges.ts";
import type { JobHandler } from "../queue.ts";
import { changedPaths, digestOf, type PublishedDocuments } from "./changed-paths.ts";
import { createPurgeHandler, type PurgeDeps } from "./handler.ts";

/** The kind of the jobs that purge caches. */
export const purgeJob = "purge";

/** How long others wait to be told while a cache does not purge. */
const maxWaitMs = 5_000;

/** With more paths than that, everything is purged. */
const maxPending = 5_000;

/** The facts about the caches. Times are RFC 3339. Paths and headers may hold secrets, so only hosts are told. */
export type PurgeReport = {
  /** Whether the last purge of every cache succeeded, so that shared caches may keep documents for a day. */
  works: boolean;
  targets: {
    kind: PurgeTarget["kind"];
    host: string;
    waiting: boolean;
    purged?: string;
    failures: number;
    since?: string;
    error?: string;
  }[];
};

export type Purging = {
  handler: JobHandler;
  /** Tells whether there are caches to tell. */
  isNeeded(): boolean;
  /** Adds jobs for what changed. @returns when all of it is purged, or after a while */
  check(): Promise<void>;
  /** Resolves when the documents that are published now are purged, or after a while. */
  ready(): Promise<void>;
  report(): Promise<PurgeReport>;
  /** Lets nobody wait any more. */
  stop(): Promise<void>;
};

export type PurgingDeps = Omit<PurgeDeps, "onAttempted" | "findTarget" | "fetcher"> & {
  fetcher: Pick<Fetcher, "fetch" | "close">;
  purges: PurgeStore;
  readTargets: () => readonly PurgeTarget[];
  /** Returns the documents that are published; undefined while it is not known which ones are gone. */
  readDocuments: () => PublishedDocuments | undefined;
  clock: Clock;
  /** Called after jobs may have been added. */
  onAdded: () => void;
  /** Called when purging begins to work, or ceases to. */
  onWorking: (works: boolean) => void;
};

/**
 * Purges what changed from caches. It compares the published documents with those of the last call, or, after a start, a
 * digest of them with the one in the store: if these differ, everything is purged. So it misses no change.
 */
export function createPurging(deps: PurgingDeps): Purging {
  const { purges, readTargets, readDocuments, clock, onAdded } = deps;
  let last: { documents: PublishedDocuments; digest: string } | undefined;
  let announcing: Promise<unknown> = Promise.resolve();
  /** The documents for whose purge nobody waits any more. */
  let released: PublishedDocuments | undefined;
  let works = false;
  let isStopped = false;
  const waiting = new Set<() => void>();
  const idsNow = () => readTargets().map(targetId);

  /** Tells others how the caches do. */
  async function look(): Promise<void> {
    const states = await statesNow();
    const isWorking = states.length > 0 && states.every(isPurged);
    if (isWorking !== works) deps.onWorking(isWorking);
    works = isWorking;
    if (states.every(({ pending }) => pending.length === 0)) release();
  }

  async function statesNow(): Promise<PurgeState[]> {
    const known = new Map((await purges.list()).map((state) => [state.target, state]));
    return idsNow().map((target) => known.get(target) ?? { target, pending: [], failures: 0 });
  }

  function release(): void {
    for (const end of waiting) end();
  }

  async function announce(): Promise<void> {
    const documents = readDocuments();
    if (!documents) return;
    const digest = digestOf(documents);
    const before = last;
    const revise = (state: PurgeState) => withChanges(state, { before, documents, digest });
    await purges.announce(idsNow(), revise, (target) => jobFor(target, readTargets(), clock.now()));
    last = { documents, digest };
    onAdded();
  }

  function settled(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(maxWaitMs, () => end());
      const end = () => {
        cancel();
        waiting.delete(end);
        resolve();
      };
      waiting.add(end);
    });
  }

  return {
    isNeeded: () => readTargets().length > 0 || works,

    handler: createPurgeHandler({
      ...deps,
      findTarget: (lane) => readTargets().find((target) => laneOf(targetId(target)) === lane),
      onAttempted: look,
    }),

    async check() {
      announcing = announcing.catch(() => undefined).then(announce);
      await announcing;
      if (isStopped) return;
      const documents = last?.documents;
      const done = settled();
      await look();
      await done;
      released = documents;
      if (readDocuments() === released) release();
    },

    async ready() {
      if (readTargets().length > 0 && readDocuments() !== released) await settled();
    },

    async report() {
      const states = await statesNow();
      return {
        works: states.length > 0 && states.every(isPurged),
        targets: readTargets().map((target, index) => describe(target, states[index])),
      };
    },

    async stop() {
      isStopped = true;
      release();
      await announcing.catch(() => undefined);
    },
  };
}

const isPurged = ({ purged, failures }: PurgeState) => purged !== undefined && failures === 0;

/** Adds to a state what changed since it was told. Pure. */
function withChanges(
  state: PurgeState,
  now: {
    before: { documents: PublishedDocuments; digest: string } | undefined;
    documents: PublishedDocuments;
    digest: string;
  },
): PurgeState {
  const { before, documents, digest } = now;
  const { told, pending } = state;
  if (told !== undefined && told === before?.digest) {
    const changed = changedPaths(before.documents, documents);
    if (changed.length === 0) return state;
    const paths = pending === "everything" ? [] : [...new Set([...pending, ...changed])];
    const isMuch = pending === "everything" || paths.length > maxPending;
    return { ...state, told: digest, pending: isMuch ? "everything" : paths };
  }
  return told === digest ? state : { ...state, told: digest, pending: "everything" };
}

/** Says of each cache that is not purged why, with its host. Pure. */
export function findUnpurged(
  targets: readonly PurgeTarget[],
  states: readonly PurgeState[],
): { host: string; text: string; since: number | undefined }[] {
  return targets.flatMap((target) => {
    const { error, failingSince } = states.find((state) => state.target === targetId(target)) ?? {};
    if (error === undefined) return [];
    const host = hostOf(target);
    const text = `The cache at ${host} is not purged: ${error}. It may serve what has changed since.`;
    return [{ host, text, since: failingSince }];
  });
}

const hostOf = ({ url }: PurgeTarget) => URL.parse(url)?.host ?? "";

/** Returns the id of a target: another one when its configuration changes. */
function targetId(target: PurgeTarget): string {
  return createHash("sha256").update(JSON.stringify(target)).digest("hex").slice(0, 16);
}

const laneOf = (id: string) => `purge ${id}`;

function jobFor(id: string, targets: readonly PurgeTarget[], now: number): NewJob {
  const target = targets.find((each) => targetId(each) === id);
  const host = target ? hostOf(target) : "";
  const message = { id: `purge ${id} ${now}`, type: purgeJob, body: "", created: now };
  return { kind: purgeJob, lane: laneOf(id), host, message, due: now, alone: "replaces" };
}

function describe(target: PurgeTarget, state: PurgeState | undefined): PurgeReport["targets"][0] {
  const { purged, failures = 0, failingSince, error, pending = [] } = state ?? {};
  const toDate = (time: number) => new Date(time).toISOString();
  return {
    kind: target.kind,
    host: hostOf(target),
    waiting: pending.length > 0,
    ...(purged !== undefined && { purged: toDate(purged) }),
    failures,
    ...(failingSince !== undefined && { since: toDate(failingSince) }),
    ...(error !== undefined && { error }),
  };
}
