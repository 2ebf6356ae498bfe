import type { FileOutcome } from "./file-outcome.ts";
import type { InboxEntry } from "./list-inbox.ts";

/** An entry of the inbox, with what is remembered of it as long as its version stays the same. */
export type Sighting = InboxEntry & {
  /** How many looks in a row found this version. A count does not depend on a clock that somebody may set. */
  lookCount: number;
  /** Whether the log has already named the fault of this entry. */
  isFaultLogged: boolean;
  /** The outcome of the import, kept while the file cannot be moved, so that it is not read a second time. */
  outcome?: FileOutcome | undefined;
};

/** @returns the present entries by name; an unchanged entry keeps what was remembered and counts one look more */
export function updateSightings(
  previous: ReadonlyMap<string, Sighting>,
  entries: readonly InboxEntry[],
): Map<string, Sighting> {
  return new Map(
    entries.map((entry) => {
      const known = previous.get(entry.name);
      const isSame = known?.version === entry.version;
      return [
        entry.name,
        isSame ? { ...known, lookCount: known.lookCount + 1 } : { ...entry, lookCount: 1, isFaultLogged: false },
      ];
    }),
  );
}
