import { extname } from "node:path";
import { type Coding, codings, type Document } from "../published/snapshot.ts";
import { type ClientKind, type ClientProfile, clientKinds } from "./clients.ts";
import { createReaderCounter, type ReaderCount, type ReaderCounter } from "./reader-counts.ts";

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

/** The counts of a serving thread since it told them last. */
export type AudienceChanges = {
  requests: readonly RequestCount[];
  /** `reports` is how often the aggregator asked; `isKnown` whether it is one that others do not push out. */
  subscribers: readonly (SubscriberCount & { isKnown: boolean; reports: number })[];
  readers: readonly ReaderCount[];
};

export type AudienceCounts = { requests: RequestCount[]; subscribers: SubscriberCount[] };

/** Counts the answers for one channel in one format. */
export type AnswerCounter = {
  count(status: number, coding: Coding | undefined, client: Pick<ClientProfile, "kind" | "audience">): void;
};

type CounterWithChanges = AnswerCounter & {
  addRequests(row: RequestCount): void;
  addReports(row: AudienceChanges["subscribers"][number]): void;
};

/** Counts requests, subscribers and how readers poll, in memory. */
export type AudienceCounter = {
  /** The counter of how readers poll. */
  readers: ReaderCounter;
  /** Returns the counter of a document's channel and format. */
  counterOf(document: Pick<Document, "channel" | "file">): AnswerCounter;
  /** Returns all counts since the start. */
  counts(): AudienceCounts;
  /** Returns the first counts that are not saved, at most `maxRows`. Call `markSaved` once they are saved. */
  unsaved(maxRows: number): AudienceCounts & { readers: ReaderCount[]; markSaved(): void };
  /** Returns what was counted since the last call; it counts as saved from now on. */
  takeChanges(): AudienceChanges;
  /** Adds what another thread counted. */
  addChanges(changes: AudienceChanges): void;
};

/**
 * The number of unknown aggregators that are remembered for a channel and format, because any client can claim to be one.
 * A new one replaces the unknown aggregator with the fewest reports, so a flood of them cannot replace known ones.
 */
const maxUnknownAggregators = 20;

/** A count, and the part of it that is saved. */
type RequestCell = RequestCount & { saved: number };
/** `reports` counts the requests of the aggregator; `saved` is the number of reports at the last save. */
type SubscriberCell = SubscriberCount & { isKnown: boolean; reports: number; saved: number };

/** Returns a number for each way of answering, so that counting builds no strings. */
const cellNumber = (status: number, coding: Coding | "", kind: ClientKind) =>
  (status * (codings.length + 1) + (coding === "" ? codings.length : codingNumber[coding])) * clientKinds.length +
  kindNumber[kind];

const numbered = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>;
const codingNumber = numbered(codings);
const kindNumber = numbered(clientKinds);

type AudienceCells = { requests: RequestCell[]; subscribers: SubscriberCell[] };

/** Creates a counter without counts. */
export function createAudienceCounter(): AudienceCounter {
  const counters = new Map<string, CounterWithChanges>();
  const counterByDocument = new WeakMap<object, AnswerCounter>();
  const cells: AudienceCells = { requests: [], subscribers: [] };
  const readers = createReaderCounter();

  function findCounter(channel: string, format: string) {
    const counter = counters.get(`${channel}.${format}`) ?? createCounter(channel, format, cells);
    counters.set(`${channel}.${format}`, counter);
    return counter;
  }

  return {
    readers,

    counterOf(document) {
      let counter = counterByDocument.get(document);
      if (!counter) {
        counter = findCounter(document.channel ?? "", extname(document.file).slice(1));
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
      const changed = readers.unsaved(maxRows - requests.length - subscribers.length);
      const savedCounts = [
        ...requests.map((cell) => ({ cell, count: cell.requests })),
        ...subscribers.map((cell) => ({ cell, count: cell.reports })),
      ];
      return {
        requests: requests.map(({ saved, ...rest }) => ({ ...rest, requests: rest.requests - saved })),
        subscribers: subscribers.map(({ isKnown: _, reports: __, saved: ___, ...rest }) => rest),
        readers: changed.readers,
        markSaved() {
          changed.markSaved();
          for (const { cell, count } of savedCounts) cell.saved = count;
        },
      };
    },

    takeChanges() {
      const requests = cells.requests.filter((each) => each.requests > each.saved);
      const subscribers = cells.subscribers.filter((each) => each.reports > each.saved);
      const changedReaders = readers.unsaved(Number.POSITIVE_INFINITY);
      changedReaders.markSaved();
      const changes = {
        readers: changedReaders.readers,
        requests: requests.map(({ saved, ...rest }) => ({ ...rest, requests: rest.requests - saved })),
        subscribers: subscribers.map(({ saved, ...rest }) => ({ ...rest, reports: rest.reports - saved })),
      };
      for (const cell of requests) cell.saved = cell.requests;
      for (const cell of subscribers) cell.saved = cell.reports;
      return changes;
    },

    addChanges({ requests, subscribers, readers: changedReaders }) {
      readers.add(changedReaders);
      for (const row of requests) findCounter(row.channel, row.format).addRequests(row);
      for (const row of subscribers) findCounter(row.channel, row.format).addReports(row);
    },
  };
}

/** Creates the counter of a channel and format, which adds its cells to those of all counters. */
function createCounter(channel: string, format: string, { requests, subscribers }: AudienceCells): CounterWithChanges {
  const requestCells = new Map<number, RequestCell>();
  const aggregators = new Map<string, SubscriberCell>();
  const unknownAggregators: SubscriberCell[] = [];

  function requestCell(status: number, coding: Coding | "", client: ClientKind): RequestCell {
    const number = cellNumber(status, coding, client);
    const known = requestCells.get(number);
    if (known) return known;
    const cell = { channel, format, status, coding, client, requests: 0, saved: 0 };
    requestCells.set(number, cell);
    requests.push(cell);
    return cell;
  }

  function addAggregator(aggregator: string, isKnown: boolean) {
    const cell = { channel, format, aggregator, isKnown, subscribers: 0, reports: 0, saved: 0 };
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

  function addReports(aggregator: string, isKnown: boolean, count: number, reports: number) {
    const cell = aggregators.get(aggregator) ?? addAggregator(aggregator, isKnown);
    cell.subscribers = count;
    cell.reports += reports;
  }

  return {
    count(status, coding, { kind, audience }) {
      requestCell(status, coding ?? "", kind).requests += 1;
      if (audience && channel !== "") addReports(audience.aggregator, audience.isKnown, audience.subscribers, 1);
    },

    addRequests(row) {
      requestCell(row.status, row.coding, row.client).requests += row.requests;
    },

    addReports: (row) => addReports(row.aggregator, row.isKnown, row.subscribers, row.reports),
  };
}
