import type { Outcome } from "./file-outcome.ts";
import type { Found } from "./list-inbox.ts";

/** What is remembered of something in the inbox for as long as it looks the same. */
export type Sighting = Found & {
  /** Looks in a row at which it was the same. Counting them, no clock that is set makes a file complete. */
  looks: number;
  /** Whether the log says already that it cannot be taken. */
  isTold: boolean;
  /** What became of its articles, while the file cannot be moved: it is not read a second time. */
  outcome?: Outcome | undefined;
};

/** @returns what is there now, by name, with what is remembered of what looks as it did before */
export function seenAgain(before: ReadonlyMap<string, Sighting>, found: readonly Found[]): Map<string, Sighting> {
  return new Map(
    found.map((each) => {
      const known = before.get(each.name);
      const isSame = known?.state === each.state;
      return [each.name, isSame ? { ...known, looks: known.looks + 1 } : { ...each, looks: 1, isTold: false }];
    }),
  );
}
