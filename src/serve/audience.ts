import { extname } from "node:path";
import { type Coding, codings, type Document } from "../published/snapshot.ts";
import { type ClientKind, type ClientProfile, clientKinds } from "./clients.ts";

/** The number of requests for a channel's documents in one format that were answered in the same way. */
export type RequestCount = {
  /** The slug of the channel; empty for documents of no channel. */
  channel: string;
  /** `rss`, `atom`, `json`, `html`, `opml`; empty when there was no document. */
  format: string;
  status: number;
  coding: Coding | "";
  client: ClientKind;
  requests: number;
};

/** The number of subscribers that an aggregator named last. */
export type SubscriberCount = { channel: string; format: string; aggregator: string; subscribers: number };

export type AudienceCounts = { requests: RequestCount[]; subscribers: SubscriberCount[] };

/** Counts the answers for one channel in one format. */
export type Counter = { count(status: number, coding: Coding | undefined, client: ClientProfile): void };

/** Counts requests and subscribers in memory. */
export type Audience = {
  /** Returns the counter of a document's channel and format. */
  counterOf(document: Pick<Document, "channel" | "file">): Counter;
  /** Returns all counts since the start. */
  counts(): AudienceCounts;
  /** Returns the first counts that are not saved, at most `maxRows`. Call `markSaved` once they are saved. */
  unsaved(maxRows: number): AudienceCounts & { markSaved(): void };
};

/**
 * The number of unknown aggregators that are remembered for a channel and format, because any client can claim to be one.
 * A new one replaces the unknown aggregator with the fewest reports, so a flood of them cannot replace known ones.
 */
const maxUnknownAggregators = 20;

/** A count, and the part of it that is saved. */
type RequestCell = RequestCount & { saved: number };
/** `reports` counts the requests of the aggregator; `saved` is the number of reports at the last save. */
type SubscriberCell = SubscriberCount & { reports: number; saved: number };

/** Returns a number for each way of answering, so that counting builds no strings. */
const cellNumber = (status: number, coding: Coding | undefined, { kind }: ClientProfile) =>
  (status * (codings.length + 1) + (coding === undefined ? codings.length : codingNumber[coding])) *
    clientKinds.length +
  kindNumber[kind];

const numbered = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>;
const codingNumber = numbered(codings);
const kindNumber = numbered(clientKinds);

type AudienceCells = { requests: RequestCell[]; subscribers: SubscriberCell[] };

export function createAudience(): Audience {
  const counters = new Map<string, Counter>();
  const counterByDocument = new WeakMap<object, Counter>();
  const cells: AudienceCells = { requests: [], subscribers: [] };
  return {
    counterOf(document) {
      let counter = counterByDocument.get(document);
      if (!counter) {
        const { channel = "", file } = document;
        const format = extname(file).slice(1);
        counter = counters.get(`${channel}.${format}`) ?? createCounter(channel, format, cells);
        counters.set(`${channel}.${format}`, counter);
        counterByDocument.set(document, counter);
      }
      return counter;
    },

    counts: () => cells,

    unsaved(maxRows) {
      const requests = cells.requests.filter((each) => each.requests > each.saved).slice(0, maxRows);
      const subscribers = cells.subscribers
        .filter((each) => each.reports > each.saved)
        .slice(0, maxRows - requests.length);
      const savedCounts = [
        ...requests.map((cell) => ({ cell, count: cell.requests })),
        ...subscribers.map((cell) => ({ cell, count: cell.reports })),
      ];
      return {
        requests: requests.map(({ saved, ...rest }) => ({ ...rest, requests: rest.requests - saved })),
        subscribers: subscribers.map(({ reports: _, saved: __, ...rest }) => rest),
        markSaved() {
          for (const { cell, count } of savedCounts) cell.saved = count;
        },
      };
    },
  };
}

/** Creates the counter of a channel and format, which adds its cells to those of all counters. */
function createCounter(channel: string, format: string, { requests, subscribers }: AudienceCells): Counter {
  const requestCells = new Map<number, RequestCell>();
  const aggregators = new Map<string, SubscriberCell>();
  const unknownAggregators: SubscriberCell[] = [];

  function addRequestCell(number: number, status: number, coding: Coding | "", client: ClientKind) {
    const cell = { channel, format, status, coding, client, requests: 0, saved: 0 };
    requestCells.set(number, cell);
    requests.push(cell);
    return cell;
  }

  function addAggregator(aggregator: string, isKnown: boolean) {
    const cell = { channel, format, aggregator, subscribers: 0, reports: 0, saved: 0 };
    aggregators.set(aggregator, cell);
    if (isKnown) subscribers.push(cell);
    else if (unknownAggregators.length < maxUnknownAggregators) {
      unknownAggregators.push(cell);
      subscribers.push(cell);
    } else replaceUnknownAggregator(cell);
    return cell;
  }

  function replaceUnknownAggregator(cell: SubscriberCell) {
    const least = unknownAggregators.reduce((a, b) => (b.reports < a.reports ? b : a));
    aggregators.delete(least.aggregator);
    unknownAggregators[unknownAggregators.indexOf(least)] = cell;
    subscribers[subscribers.indexOf(least)] = cell;
  }

  return {
    count(status, coding, client) {
      const number = cellNumber(status, coding, client);
      const cell = requestCells.get(number) ?? addRequestCell(number, status, coding ?? "", client.kind);
      cell.requests += 1;
      if (!client.audience || channel === "") return;
      const { aggregator, isKnown, subscribers: count } = client.audience;
      const subscriberCell = aggregators.get(aggregator) ?? addAggregator(aggregator, isKnown);
      subscriberCell.subscribers = count;
      subscriberCell.reports += 1;
    },
  };
}
