/** An article's title, or undefined for one that is not there. */
type State = string | undefined;

/**
 * The expected collection: every acknowledged change. A change that was requested and not answered may have been made
 * or not.
 */
export type Expected = {
  /** Before a change is asked for. @returns what to call when it is acknowledged */
  change(states: ReadonlyMap<string, State>): () => void;
  acknowledged(): number;
  /**
   * Compares with what is there, and takes that for what is acknowledged from now on.
   * @returns ids of articles that are not as they must be
   */
  settle(found: ReadonlyMap<string, State>): string[];
};

export function expectations(): Expected {
  const possible = new Map<string, State[]>();
  let acknowledged = 0;
  return {
    change(states) {
      for (const [id, state] of states) possible.set(id, [...(possible.get(id) ?? [undefined]), state]);
      return () => {
        for (const [id, state] of states) possible.set(id, [state]);
        acknowledged += states.size;
      };
    },
    acknowledged: () => acknowledged,
    settle(found) {
      const wrong = [...possible].filter(([id, states]) => !states.includes(found.get(id))).map(([id]) => id);
      for (const id of possible.keys()) possible.set(id, [found.get(id)]);
      return [...wrong, ...[...found.keys()].filter((id) => !possible.has(id))];
    },
  };
}
