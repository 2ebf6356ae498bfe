import { describeChannelCut, describeTruncation, type Run, type TargetResult } from "../../stores/runs.ts";
import type { Output } from "../process/output.ts";

/** Prints the result of a run. It lists each channel if one failed or `verbose` is set. */
export function printRun(run: Run, output: Output, { verbose }: { verbose: boolean }): void {
  const { changed, unchanged, failed, cut, cutChannels = [] } = run.documents;
  for (const path of changed) output.line(`changed    ${path}`);
  for (const truncation of cut) output.line(`cut        ${describeTruncation(truncation)}`);
  for (const channelCut of cutChannels) output.line(`cut        ${describeChannelCut(channelCut)}`);
  for (const { what, error } of failed) output.error(`failed     ${what}: ${error}`);
  if ((verbose || failed.length > 0) && run.made.length > 0) {
    for (const line of formatTargets(run.made)) output.line(line);
  }
  if (verbose && run.timings) output.line(formatTimings(run.timings));
  output.line(`${changed.length} changed, ${unchanged} unchanged, ${failed.length} failed, in ${run.durationMs} ms`);
}

/** A table of targets: failed ones first, then the slowest. */
function formatTargets(targets: readonly TargetResult[]): string[] {
  const rank = ({ outcome }: TargetResult) => (outcome === "failed" ? 0 : 1);
  const sorted = targets.toSorted((a, b) => rank(a) - rank(b) || b.durationMs - a.durationMs);
  const rows = [
    ["channel", "outcome", "changed", "ms"] as const,
    ...sorted.map(({ what, outcome, changed, durationMs }) => {
      return [what, outcome, String(changed), String(Math.round(durationMs))] as const;
    }),
  ];
  const widthOf = (column: 0 | 1 | 2 | 3) => Math.max(...rows.map((row) => row[column].length));
  const widths = [widthOf(0), widthOf(1), widthOf(2), widthOf(3)] as const;
  return rows.map(
    ([what, outcome, changed, ms]) =>
      `${what.padEnd(widths[0])}  ${outcome.padEnd(widths[1])}  ${changed.padStart(widths[2])}  ${ms.padStart(widths[3])}`,
  );
}

function formatTimings(timings: NonNullable<Run["timings"]>): string {
  const parts = Object.entries(timings).map(([name, milliseconds]) => `${name} ${Math.round(milliseconds)} ms`);
  return `${parts.join(", ")}, summed over threads`;
}
