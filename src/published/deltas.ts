import { type GuardedValue, integer, list, object, optional, text } from "./guards.ts";
import { sha256 as hashOf } from "./sha256.ts";

/*
 * A delta (RFC 3229 with `feed`) is a feed's document with only the items that a state the client has does not contain.
 * Publishing stores the lengths and ages of the items with the document, so that serving only cuts the answer out of the
 * document's bytes.
 */

const length = integer(0);

const layoutMembers = {
  head: length,
  /** The range of the head that says the document is complete. A delta leaves it out. */
  whole: optional(list(length, 2)),
  separator: length,
  tail: length,
  items: list(length),
};

/** The parts of a document: head, items with a separator between any two, tail. All lengths are in bytes. */
export type Layout = GuardedValue<ReturnType<typeof object<typeof layoutMembers>>>;

/** The number of former states that are remembered. A client with an older state gets the whole document. */
const maxRememberedStates = 50;

const deltas = object({
  ...layoutMembers,
  /** The former states, newest first, each by the name in its ETag. */
  past: list(text(/^[0-9a-f]{32}$/), maxRememberedStates),
  /** For each item, the number of document changes since the item last changed: the state `past[age]` lacks it. */
  ages: list(integer(0, maxRememberedStates)),
});
export type Deltas = GuardedValue<typeof deltas>;

/** The state before: the SHA-256 of its bytes, its deltas, and its bytes when they are available. */
type PreviousState = { sha256: string; deltas?: Deltas | undefined; body?: Buffer | undefined };

/**
 * Computes the deltas of a document's next state, which may be the same state again.
 * @param before the state that is served; without its bytes or its deltas, the next state has no former states
 * @param sha256 the SHA-256 of the next state's bytes
 */
export function nextDeltas(before: PreviousState | undefined, layout: Layout, sha256: string, body: Buffer): Deltas {
  const { past, ages } = before?.deltas ?? { past: [], ages: [] };
  if (before?.sha256 === sha256 && ages.length === layout.items.length) return { ...layout, past, ages };
  if (!before?.body || !before.deltas || before.sha256 === sha256) {
    return { ...layout, past: [], ages: layout.items.map(() => 0) };
  }
  const ageOf = new Map(splitItems(before.deltas, before.body).map((item, index) => [hashOf(item), ages[index]]));
  return {
    ...layout,
    past: [before.sha256.slice(0, 32), ...past].slice(0, maxRememberedStates),
    ages: splitItems(layout, body).map((item) => {
      const age = ageOf.get(hashOf(item));
      return age === undefined ? 0 : Math.min(age + 1, maxRememberedStates);
    }),
  };
}

/** Returns the bytes of each item. */
export function splitItems({ head, separator, items }: Layout, body: Buffer): Buffer[] {
  let start = head;
  return items.map((bytes) => {
    const item = body.subarray(start, start + bytes);
    start += bytes + separator;
    return item;
  });
}

/**
 * Returns a document without the items that a former state has, and without the mark that the document is complete.
 * @param index of the state in `deltas.past`
 */
export function cutDelta(document: Buffer, deltas: Deltas, index: number): Buffer {
  const { head, whole: [from, to] = [head, head], separator, tail, items, ages } = deltas;
  const firstEnd = head + (items[0] ?? 0);
  const separatorBytes = document.subarray(firstEnd, firstEnd + separator);
  const newItems = splitItems(deltas, document).filter((_, position) => (ages[position] ?? 0) <= index);
  return Buffer.concat([
    document.subarray(0, from),
    document.subarray(to, head),
    ...newItems.flatMap((item, position) => (position === 0 ? [item] : [separatorBytes, item])),
    document.subarray(document.length - tail),
  ]);
}

/** Tells whether a stored value is valid as the deltas of a document with this number of bytes. */
export function isDeltas(value: unknown, bytes: number): value is Deltas {
  if (!deltas(value)) return false;
  const { head, whole: [from = 0, to = 0] = [], separator, tail, items, ages } = value;
  const separators = separator * Math.max(0, items.length - 1);
  const sum = items.reduce((total, item) => total + item, head + separators + tail);
  return sum === bytes && from <= to && to <= head && ages.length === items.length;
}
