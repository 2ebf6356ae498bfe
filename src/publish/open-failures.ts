import type { Run } from "../stores/runs.ts";

/** A target that failed in the last run that built it. Everybody may read it. */
export type OpenFailure = {
  /** A channel's slug, `site`, `articles`, or `run` when a run failed as a whole. */
  what: string;
  /** A short reason, the same every time. The log and the run have the details. */
  error: string;
  /** The end of the first run in which it failed, since the last success: RFC 3339. */
  since: string;
};

/** Returns the open failures after a run, from those before it. A run always builds failed targets again. */
export function openFailuresAfter(before: readonly OpenFailure[], run: Run): OpenFailure[] {
  const { channels, made, documents, finished: since = run.requested } = run;
  const runFailures = documents.failed.filter(({ what }) => what === "run");
  const failures = [...made.filter(({ outcome }) => outcome === "failed"), ...runFailures];
  const hasRunFailed = runFailures.length > 0;
  const built = new Set((hasRunFailed ? failures : made).map(({ what }) => what));
  const isResolved = (what: string) => built.has(what) || (channels === "all" && !hasRunFailed);
  return [
    ...before.filter(({ what }) => !isResolved(what)),
    ...failures.map(({ what, error = "" }) => ({
      what,
      error: publicReason(error),
      since: before.find((each) => each.what === what)?.since ?? since,
    })),
  ];
}

/** Returns a reason without file names: at most the code of a system error, which tells what is wrong with the disk. */
function publicReason(error: string): string {
  const [code] = /^E[A-Z0-9]+(?=: )/.exec(error) ?? [];
  return code === undefined ? "could not be made" : `could not be made (${code})`;
}
