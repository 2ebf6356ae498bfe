import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { sha256 as hashOf } from "./sha256.ts";

/*
 * What is new in a feed's document since a state that a client has (RFC 3229 with `feed`): the items whose bytes were
 * not in that state, in the frame of the current one. All of it is lengths and ages, known before anybody asks, so that
 * an answer is only cut out of the document's bytes.
 */

const length = Type.Integer({ minimum: 0 });

/** How the bytes of a document are made up: head, items with a separator between any two, tail. Lengths in bytes. */
const Layout = Type.Object({
  head: length,
  /** From where to where the head speaks of the whole document: a delta has not everything. */
  whole: Type.Optional(Type.Tuple([length, length])),
  separator: length,
  tail: length,
  items: Type.Array(length),
});
export type Layout = Static<typeof Layout>;

/** How many states of a document are remembered; whoever has an older one gets the whole. */
const maxRememberedStates = 50;

const Deltas = Type.Intersect([
  Layout,
  Type.Object({
    /** The names of former states, as their ETags have them, newest first. */
    past: Type.Array(Type.String({ pattern: "^[0-9a-f]{32}$" }), { maxItems: maxRememberedStates }),
    /** Of each item, how many changes of the document ago it became new or changed: the state `past[age]` lacks it. */
    ages: Type.Array(Type.Integer({ minimum: 0, maximum: maxRememberedStates })),
  }),
]);
export type Deltas = Static<typeof Deltas>;

const deltas = Compile(Deltas);

/** A state of a document: the SHA-256 of its bytes, what is known of its deltas, and the bytes, if they are there. */
type PreviousState = { sha256: string; deltas?: Deltas | undefined; body?: Buffer | undefined };

/**
 * The deltas of a document's next state, or of the same again.
 * @param before the state that is served; where its bytes or their layout are not known, what is known begins anew
 * @param sha256 of the next state's bytes
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

/** The bytes of each item. */
export function splitItems({ head, separator, items }: Layout, body: Buffer): Buffer[] {
  let start = head;
  return items.map((bytes) => {
    const item = body.subarray(start, start + bytes);
    start += bytes + separator;
    return item;
  });
}

/** Whether this is what a document of so many bytes can have. */
export function isDeltas(value: unknown, bytes: number): value is Deltas {
  if (!deltas.Check(value)) return false;
  const { head, whole: [from, to] = [0, 0], separator, tail, items, ages } = value;
  const between = separator * Math.max(0, items.length - 1);
  const sum = items.reduce((total, item) => total + item, head + between + tail);
  return sum === bytes && from <= to && to <= head && ages.length === items.length;
}
