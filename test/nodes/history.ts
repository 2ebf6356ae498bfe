/*
 * A history of what clients of several nodes saw, as a checker reads it. Times are milliseconds since the start of the test.
 * A state of a document is the highest number of an article in it: articles are numbered in the order in which they are
 * written, and the documents show the newest.
 */

/** An answer to a poll. `state` is undefined where the answer had no body that a client of this test had read before. */
export type Poll = {
  client: number;
  node: number;
  path: string;
  sent: number;
  answered: number;
  state: number | undefined;
};

/** A time in which a node could not be asked, or not know of changes. */
export type Interval = { node: number; from: number; to: number };

export type History = {
  /** When each number was acknowledged. */
  acknowledged: Map<number, number>;
  /** When an answer first showed a number or a higher one. */
  seen: { number: number; at: number }[];
  polls: number;
  failedPolls: string[];
  /** Bodies that no reader could parse. */
  torn: string[];
  /** One ETag for two bodies, or for two Last-Modified. */
  twofold: string[];
  /** The longest time for which a client saw an older state after a newer one, by node. */
  steps: { node: number; at: number; ms: number }[];
  /** The SHA-256 of every body, decoded, by path. */
  bodies: Map<string, Set<string>>;
};

export function createHistory(): History {
  return {
    acknowledged: new Map(),
    seen: [],
    polls: 0,
    failedPolls: [],
    torn: [],
    twofold: [],
    steps: [],
    bodies: new Map(),
  };
}

/** The longest time from an acknowledgement to its appearance, of those within a time. A number that never appeared: Infinity. */
export function longestGapMs({ acknowledged, seen }: History, from: number, to: number): number {
  let longest = 0;
  for (const [number, at] of acknowledged) {
    if (at < from || at > to) continue;
    const shown = seen.find((each) => each.number >= number);
    longest = Math.max(longest, shown ? shown.at - at : Number.POSITIVE_INFINITY);
  }
  return longest;
}

/** The longest step back within a time on nodes that had the database. */
export function longestStepMs({ steps }: History, away: readonly Interval[], from: number, to: number): number {
  const counts = ({ node, at }: { node: number; at: number }) =>
    at >= from && at <= to && !away.some((each) => each.node === node && at >= each.from && at <= each.to);
  return steps.filter(counts).reduce((longest, { ms }) => Math.max(longest, ms), 0);
}
