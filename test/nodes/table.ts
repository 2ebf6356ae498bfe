/** What came of faults of one kind. Times are milliseconds. */
export type Line = {
  name: string;
  times: number;
  acknowledged: number;
  failed: number;
  torn: number;
  /** The longest time from an acknowledgement to its appearance. */
  gapMs: number;
  /** The longest time for which a client saw an older state after a newer one. */
  stepMs: number;
  /** The longest time from the end of the fault to the next acknowledgement. */
  againMs: number;
};

/** Writes the table of failures, a line for each kind. */
export function failureTable(lines: readonly Line[]): string[] {
  const kinds = Map.groupBy(lines, ({ name }) => name);
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(1);
  const rows = [...kinds].map(([name, each]) => {
    const sum = (key: "times" | "acknowledged" | "failed" | "torn") => each.reduce((all, line) => all + line[key], 0);
    const longest = (key: "gapMs" | "stepMs" | "againMs") => Math.max(...each.map((line) => line[key]));
    const counts = [sum("times"), sum("acknowledged"), sum("torn"), sum("failed")];
    return [name, ...counts, seconds(longest("gapMs")), seconds(longest("stepMs")), seconds(longest("againMs"))];
  });
  const head = ["what", "times", "acknowledged", "torn", "failed polls", "gap s", "step back s", "writes again s"];
  return [head, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}
