import { describeTruncation, type Run, type TargetResult } from "../../collection/run.ts";
import type { Output } from "../process/output.ts";

/** Tells what became of a run; of each channel when something failed, or somebody wants to know. */
export function printRun(run: Run, output: Output, { verbose }: { verbose: boolean }): void {
  const { changed, unchanged, failed, cut } = run.documents;
  for (const path of changed) output.line(`changed    ${path}`);
  for (const each of cut) output.line(`cut        ${describeTruncation(each)}`);
  for (const { what, error } of failed) output.error(`failed     ${what}: ${error}`);
  if ((verbose || failed.length > 0) && run.made.length > 0)
    for (const line of formatTargets(run.made)) output.line(line);
  if (verbose && run.timings) output.line(formatTimings(run.timings));
  output.line(`${changed.length} changed, ${unchanged} unchanged, ${failed.length} failed, in ${run.durationMs} ms`);
}

/** What failed comes first, then what took longest. */
function formatTargets(made: readonly TargetResult[]): string[] {
  const isFine = ({ outcome }: TargetResult) => Number(outcome !== "failed");
  const sorted = made.toSorted((a, b) => isFine(a) - isFine(b) || b.durationMs - a.durationMs);
  const rows = [
    ["channel", "outcome", "changed", "ms"] as const,
    ...sorted.map(({ what, outcome, changed, durationMs }) => {
      return [what, outcome, String(changed), String(Math.round(durationMs))] as const;
    }),
  ];
  const widest = (column: 0 | 1 | 2 | 3) => Math.max(...rows.map((row) => row[column].length));
  const widths = [widest(0), widest(1), widest(2), widest(3)] as const;
  return rows.map(
    ([what, outcome, changed, ms]) =>
      `${what.padEnd(widths[0])}  ${outcome.padEnd(widths[1])}  ${changed.padStart(widths[2])}  ${ms.padStart(widths[3])}`,
  );
}

function formatTimings(timings: NonNullable<Run["timings"]>): string {
  const each = Object.entries(timings).map(([name, milliseconds]) => `${name} ${Math.round(milliseconds)} ms`);
  return `${each.join(", ")}, summed over threads`;
}
