import type { Run } from "../stores/runs.ts";

/** What failed in the last run that looked at it, and has not been made since. Anybody may read it. */
export type OpenFailure = {
  /** A channel's slug, `site`, `articles`, or `run` when a run failed as a whole. */
  what: string;
  /** Short, and the same every time; the log and the run have the details. */
  error: string;
  /** When the first run ended in which it failed, of all those since it was made last: RFC 3339. */
  since: string;
};

/** What is failing after a run, given what was failing before it. A run looks again at whatever failed. */
export function openFailuresAfter(before: readonly OpenFailure[], run: Run): OpenFailure[] {
  const { channels, made, documents, finished: since = run.requested } = run;
  const whole = documents.failed.filter(({ what }) => what === "run");
  const failures = [...made.filter(({ outcome }) => outcome === "failed"), ...whole];
  const lookedAt = new Set((whole.length > 0 ? failures : made).map(({ what }) => what));
  const isKnown = (what: string) => lookedAt.has(what) || (channels === "all" && whole.length === 0);
  return [
    ...before.filter(({ what }) => !isKnown(what)),
    ...failures.map(({ what, error = "" }) => ({
      what,
      error: reasonOf(error),
      since: before.find((each) => each.what === what)?.since ?? since,
    })),
  ];
}

/** The code of a system error says what is wrong with the disk; the rest of the message may name files. */
function reasonOf(error: string): string {
  const [code] = /^E[A-Z0-9]+(?=: )/.exec(error) ?? [];
  return code === undefined ? "could not be made" : `could not be made (${code})`;
}
