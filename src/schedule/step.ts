import type { Cause, Run } from "../stores/runs.ts";

/** The longest time between two looks at the clock: nothing else tells that it was set, or that the machine slept. */
const maxLookIntervalMs = 1000;

/** The delay before the next look for due articles after a run that could publish nothing. */
const retryDelayMs = 60_000;

/** All times are milliseconds since 1970. */
export type ScheduleState = {
  /** The time of the last look at the clock. */
  checkedAt: number;
  /** The time of the next scheduled run. */
  scheduled: number | undefined;
  /** The scheduled time at which the last scheduled run was due. */
  lastScheduled: number | undefined;
  isScheduledRunActive: boolean;
  /** The time at which the next article is due or expires; undefined when there is none, or when it is not known yet. */
  due: number | undefined;
  isDueRunActive: boolean;
  /** The time that the documents show: the start of the last run of all channels. It is 0 before the first. */
  shown: number;
  /** The number of the last lookup of the next due time. The result of an older lookup is ignored. */
  lookup: number;
  /** The time of the run that the last changes wait for; undefined when no change waits. */
  changeRun: number | undefined;
  isStopped: boolean;
};

export type ScheduleEvent =
  | { kind: "check" | "changeDelayPassed" | "stopped" }
  /** `isMoreComing`: more changes follow, as during an import. */
  | { kind: "collectionChanged"; isMoreComing: boolean }
  | { kind: "scheduledRunEnded" | "dueRunRejected" }
  | { kind: "runFinished"; run: Pick<Run, "causes" | "channels" | "started" | "documents"> }
  | { kind: "lookupDue" | "lookupFailed" }
  | { kind: "lookupSucceeded"; lookup: number; due: number | undefined };

export type ScheduleTimer = "check" | "lookup" | "change";

export type ScheduleEffect =
  | { kind: "regenerate"; cause: Extract<Cause, "schedule" | "change" | "due"> }
  /** Finds the first time after `after` at which an article is due or expires. */
  | { kind: "lookUpDue"; lookup: number; after: number }
  /** Replaces the timer of this name. */
  | { kind: "startTimer"; timer: ScheduleTimer; delayMs: number }
  | { kind: "cancelTimers" }
  /** Reports that a scheduled run is left out because the one before it has not ended. */
  | { kind: "reportOverlap" };

export type ScheduleStep = { state: ScheduleState; effects: readonly ScheduleEffect[] };

export type ScheduleRules = {
  /** Returns the first scheduled time after a moment. */
  nextScheduled: (after: number) => number | undefined;
  /** Changes within this time of each other make one run. */
  changeDelayMs: number;
  /** The longest time for which the first changes wait while more are coming. */
  moreComingDelayMs: number;
};

/** Returns the state at the start, before the next due article is known. @param now in milliseconds since 1970 */
export function initialState(now: number, { nextScheduled }: ScheduleRules): ScheduleState {
  return {
    checkedAt: now,
    scheduled: nextScheduled(now),
    lastScheduled: undefined,
    isScheduledRunActive: false,
    due: undefined,
    isDueRunActive: false,
    shown: 0,
    lookup: 0,
    changeRun: undefined,
    isStopped: false,
  };
}

/**
 * Decides what an event starts. It is pure: it reads no clock and starts no timer.
 * @param now the time of the event
 */
export function step(state: ScheduleState, event: ScheduleEvent, now: number, rules: ScheduleRules): ScheduleStep {
  if (state.isStopped) return { state, effects: [] };
  switch (event.kind) {
    case "check":
      return check(state, now, rules);
    case "collectionChanged":
      return awaitChanges(state, now, event.isMoreComing ? rules.moreComingDelayMs : rules.changeDelayMs);
    case "changeDelayPassed":
      return { state: { ...state, changeRun: undefined }, effects: [{ kind: "regenerate", cause: "change" }] };
    case "scheduledRunEnded":
      return { state: { ...state, isScheduledRunActive: false }, effects: [] };
    case "dueRunRejected":
      return { state: { ...state, isDueRunActive: false }, effects: [retryLookup(retryDelayMs)] };
    case "runFinished":
      return finishRun(state, event.run, now);
    case "lookupDue":
      return lookUpDue(state, now);
    case "lookupFailed":
      return addStep({ state, effects: [retryLookup(maxLookIntervalMs)] }, (next) => check(next, now, rules));
    case "lookupSucceeded": {
      // During a run for due articles the result is out of date: the end of that run starts another lookup.
      const isCurrent = event.lookup === state.lookup && !state.isDueRunActive;
      return check(isCurrent ? { ...state, due: event.due } : state, now, rules);
    }
    case "stopped":
      return { state: { ...state, isStopped: true }, effects: [{ kind: "cancelTimers" }] };
  }
}

/** Plans a run for a change, unless changes before it wait for an earlier one. */
function awaitChanges(state: ScheduleState, now: number, delayMs: number): ScheduleStep {
  const changeRun = now + delayMs;
  // A time further away than the delay was planned by a clock that was set back since.
  const isPlanned = state.changeRun !== undefined && state.changeRun <= changeRun;
  if (isPlanned) return { state, effects: [] };
  return { state: { ...state, changeRun }, effects: [{ kind: "startTimer", timer: "change", delayMs }] };
}

/** Starts the runs whose time has come, and the timer for the next check. */
function check(before: ScheduleState, now: number, rules: ScheduleRules): ScheduleStep {
  const isSetBack = now < before.checkedAt;
  const current: ScheduleStep = isSetBack ? restartSchedule(before, now, rules) : { state: before, effects: [] };
  const state = { ...current.state, checkedAt: now };
  const effects = [...current.effects];
  if (state.scheduled !== undefined && state.scheduled <= now) {
    state.lastScheduled = state.scheduled;
    state.scheduled = rules.nextScheduled(now);
    effects.push(state.isScheduledRunActive ? { kind: "reportOverlap" } : { kind: "regenerate", cause: "schedule" });
    state.isScheduledRunActive = true;
  }
  // After the clock was set back, the documents show a later time than `now`, and articles due until then are due.
  if (state.due !== undefined && state.due <= Math.max(now, state.shown)) {
    state.due = undefined;
    state.isDueRunActive = true;
    effects.push({ kind: "regenerate", cause: "due" });
  }
  const next = Math.min(state.scheduled ?? Number.POSITIVE_INFINITY, state.due ?? Number.POSITIVE_INFINITY);
  effects.push({ kind: "startTimer", timer: "check", delayMs: Math.min(next - now, maxLookIntervalMs) });
  return { state, effects };
}

/** Reads the schedule anew from a clock that was set back. The last scheduled time does not come a second time. */
function restartSchedule(state: ScheduleState, now: number, { nextScheduled }: ScheduleRules): ScheduleStep {
  const first = nextScheduled(now);
  const isRepeated = first !== undefined && first === state.lastScheduled;
  return lookUpDue({ ...state, scheduled: isRepeated ? nextScheduled(first) : first }, now);
}

function finishRun(
  before: ScheduleState,
  { causes, channels, started, documents }: Pick<Run, "causes" | "channels" | "started" | "documents">,
  now: number,
): ScheduleStep {
  const state = causes.includes("due") ? { ...before, isDueRunActive: false } : before;
  if (channels !== "all" || started === undefined) return { state, effects: [] };
  const hasPublishedNothing = documents.failed.some(({ what }) => what === "run");
  if (hasPublishedNothing) return { state, effects: [retryLookup(retryDelayMs)] };
  return lookUpDue({ ...state, shown: Date.parse(started) }, now);
}

function lookUpDue(state: ScheduleState, now: number): ScheduleStep {
  const lookup = state.lookup + 1;
  return {
    state: { ...state, lookup },
    effects: [{ kind: "lookUpDue", lookup, after: Math.min(state.shown, now) }],
  };
}

function retryLookup(delayMs: number): ScheduleEffect {
  return { kind: "startTimer", timer: "lookup", delayMs };
}

/** Adds the effects of a second step to those of a first. */
function addStep(first: ScheduleStep, second: (state: ScheduleState) => ScheduleStep): ScheduleStep {
  const { state, effects } = second(first.state);
  return { state, effects: [...first.effects, ...effects] };
}
