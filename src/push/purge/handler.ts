import type { Clock } from "../../clock.ts";
import type { PurgeTarget } from "../../config/schema.ts";
import { messageOf } from "../../errors.ts";
import type { Fetcher } from "../../fetch/fetcher.ts";
import type { PurgeState, PurgeStore } from "../../stores/purges.ts";
import type { JobHandler } from "../queue.ts";
import { askReceiver, attemptOf, pauseAsked } from "../receiver.ts";
import { type PurgeContext, type PurgeRequest, purgeRequests, secretsOf } from "./requests.ts";

const secondMs = 1_000;
const minuteMs = 60_000;

/** Growing pauses, and then one every ten minutes for a month. */
const retryDelaysMs = [
  secondMs,
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  ...Array.from({ length: 4_320 }, () => 10 * minuteMs),
];

/** How many requests a cache gets at the same time. */
const maxRequests = 8;

/** The statuses by which nginx says that it has no such copy. */
const absentStatuses = new Set([404, 412]);

export type PurgeDeps = {
  purges: Pick<PurgeStore, "find" | "update">;
  /** May request the addresses of the configuration, wherever they are. */
  fetcher: Pick<Fetcher, "fetch">;
  clock: Pick<Clock, "now">;
  /** Returns the target that a lane is for; undefined when it is not configured any more. */
  findTarget: (lane: string) => PurgeTarget | undefined;
  readContext: () => Promise<PurgeContext>;
  onAttempted: () => Promise<void>;
};

/**
 * Purges what is pending at the moment of the attempt. Everything but a 2xx is a failure, and all that is pending is
 * purged again later; the present state is enough, so several changes are one purge.
 */
export function createPurgeHandler(deps: PurgeDeps): JobHandler {
  const { purges, clock } = deps;
  return {
    retryDelaysMs,
    isForgotten: true,

    async perform({ lane }, signal) {
      const attempted = clock.now();
      const id = lane.slice(lane.indexOf(" ") + 1);
      const target = deps.findTarget(lane);
      const state = await purges.find(id);
      if (!target || !state || state.pending.length === 0)
        return { outcome: "done", attempt: { attempted, durationMs: 0 } };
      const { error, status, pauseMs = 0 } = await purge(target, state.pending, deps, signal);
      const at = clock.now();
      const attempt = { attempted, durationMs: Math.max(0, at - attempted), error, status };
      if (signal.aborted) return { outcome: "failed", attempt };
      await purges.update(id, (current) =>
        error === undefined ? afterPurge(current, state, at) : afterFailure(current, error, at),
      );
      await deps.onAttempted();
      return error === undefined ? { outcome: "done", attempt } : { outcome: "failed", attempt, pauseMs };
    },
  };
}

type PurgeOutcome = { error?: string | undefined; status?: number | undefined; pauseMs?: number };

async function purge(
  target: PurgeTarget,
  pending: PurgeState["pending"],
  { fetcher, readContext, clock }: PurgeDeps,
  signal: AbortSignal,
): Promise<PurgeOutcome> {
  const context = await readContext();
  let requests: PurgeRequest[];
  try {
    requests = purgeRequests(target, pending, context);
  } catch (error) {
    return { error: messageOf(error) };
  }
  const hide = (text: string) =>
    secretsOf(target, context.variables).reduce((shown, secret) => shown.replaceAll(secret, "…"), text);
  for (let index = 0; index < requests.length && !signal.aborted; index += maxRequests) {
    const together = requests.slice(index, index + maxRequests);
    const answers = await Promise.all(together.map(({ url, ...request }) => askReceiver(fetcher, url, request)));
    for (const answer of answers) {
      if (target.kind === "nginx" && "status" in answer && absentStatuses.has(answer.status)) continue;
      const { error, status } = attemptOf(answer, 0, 0);
      if (error !== undefined) return { error: hide(error), status, pauseMs: pauseAsked(answer, clock.now()) };
    }
  }
  return {};
}

/** Paths that were added during the attempt stay pending, with those that were purged: a second purge does no harm. Pure. */
function afterPurge(current: PurgeState, purged: PurgeState, at: number): PurgeState {
  const { target, told, pending } = current;
  return { target, told, pending: told === purged.told ? [] : pending, purged: at, failures: 0 };
}

function afterFailure(current: PurgeState, error: string, at: number): PurgeState {
  const { failingSince = at } = current;
  return { ...current, failures: current.failures + 1, failingSince, error };
}
