import { type ClientKind, type ClientProfile, clientKinds } from "./clients.ts";

/**
 * Counts of polls, the requests for feeds.
 * - `polls`: all of them; `unmodified`: those that were answered 304.
 * - `repeats`: polls by a client that was seen to ask for the same document before. Of these: `conditional` had a condition,
 *   `early` came before `max-age` was over. `intervalSeconds` and `maxAgeSeconds` are the sums of the time that passed and of
 *   the time that `max-age` asked for.
 * - `madeUp`: polls with a validator that the document cannot have had.
 * - `refused`: polls that were answered 429; `refusedAgain`: those that came although Retry-After was not over.
 * - `gone`: requests that were answered 410; `goneAgain`: those of clients that had been told so before.
 */
export const readerNumbers = [
  "polls",
  "unmodified",
  "repeats",
  "conditional",
  "early",
  "intervalSeconds",
  "maxAgeSeconds",
  "madeUp",
  "refused",
  "refusedAgain",
  "gone",
  "goneAgain",
] as const;

export type ReaderNumbers = Record<(typeof readerNumbers)[number], number>;

/** How the clients of one product poll. `product` is empty for those that are not in the list of products. */
export type ReaderCount = { product: string; client: ClientKind } & ReaderNumbers;

/** Counts how products poll, in memory. Its size is bounded by the list of products. */
export type ReaderCounter = {
  /** Returns the numbers of a product, which the caller adds to. */
  numbersOf(client: Pick<ClientProfile, "kind" | "product">): ReaderNumbers;
  /** Returns the first counts that are not saved, at most `maxRows`. Call `markSaved` once they are saved. */
  unsaved(maxRows: number): { readers: ReaderCount[]; markSaved(): void };
  add(rows: readonly ReaderCount[]): void;
};

type Cell = { now: ReaderCount; saved: ReaderNumbers };

const noNumbers = Object.fromEntries(readerNumbers.map((name) => [name, 0])) as ReaderNumbers;

/** Creates a counter without counts. */
export function createReaderCounter(): ReaderCounter {
  const cells: Cell[] = [];
  const cellsOfKind = new Map(clientKinds.map((kind) => [kind, new Map<string, Cell>()]));

  function cellOf(product: string, client: ClientKind): Cell {
    const cellsOf = cellsOfKind.get(client);
    const known = cellsOf?.get(product);
    if (known) return known;
    const cell = { now: { product, client, ...noNumbers }, saved: { ...noNumbers } };
    cellsOf?.set(product, cell);
    cells.push(cell);
    return cell;
  }

  return {
    numbersOf: ({ product, kind }) => cellOf(product, kind).now,

    unsaved(maxRows) {
      const changed = cells.filter(({ now, saved }) => isMore(now, saved)).slice(0, maxRows);
      const told = changed.map(({ now }) => ({ ...now }));
      return {
        readers: changed.map(({ now, saved }) => ({ ...now, ...combine(now, saved, -1) })),
        markSaved() {
          changed.forEach((cell, index) => {
            cell.saved = told[index] ?? cell.saved;
          });
        },
      };
    },

    add(rows) {
      for (const row of rows) {
        const cell = cellOf(row.product, row.client);
        Object.assign(cell.now, combine(cell.now, row, 1));
      }
    },
  };
}

function isMore(now: ReaderNumbers, saved: ReaderNumbers): boolean {
  return now.polls > saved.polls || now.gone > saved.gone;
}

/** Adds the numbers of `b` to those of `a`, or takes them away. */
function combine(a: ReaderNumbers, b: ReaderNumbers, sign: 1 | -1): ReaderNumbers {
  return Object.fromEntries(readerNumbers.map((name) => [name, a[name] + sign * b[name]])) as ReaderNumbers;
}
