/**
 * Tells which files have come to rest: those that were the same in so many looks in a row. It counts looks, so that no
 * clock that is set makes a file complete.
 */
export function createSettling(looks: number) {
  let seen = new Map<string, { state: string; times: number }>();

  /** @param states what each file that is there looks like. @returns the names of those at rest */
  return (states: ReadonlyMap<string, string>): Set<string> => {
    const now = new Map<string, { state: string; times: number }>();
    for (const [name, state] of states) {
      const before = seen.get(name);
      now.set(name, { state, times: before?.state === state ? before.times + 1 : 1 });
    }
    seen = now;
    return new Set([...now].filter(([, { times }]) => times >= looks).map(([name]) => name));
  };
}
