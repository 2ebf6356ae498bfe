import { extname } from "node:path";
import { type Coding, codings, type Document } from "../published/snapshot.ts";
import { type ClientKind, type ClientProfile, clientKinds } from "./clients.ts";

/** How often a channel's documents of one format were answered in one way. */
export type RequestCount = {
  /** Its slug; empty for what belongs to no channel. */
  channel: string;
  /** `rss`, `atom`, `json`, `html`, `opml`; empty where there was no document. */
  format: string;
  status: number;
  coding: Coding | "";
  client: ClientKind;
  requests: number;
};

/** For how many people an aggregator asks, as it said last. */
export type SubscriberCount = { channel: string; format: string; aggregator: string; subscribers: number };

export type AudienceCounts = { requests: RequestCount[]; subscribers: SubscriberCount[] };

/** Counts the answers of one channel in one format. */
export type Counter = { count(status: number, coding: Coding | undefined, client: ClientProfile): void };

/** Who asks for what, counted in memory. */
export type Audience = {
  /** The counter of a document's channel and format. */
  counterOf(document: Pick<Document, "channel" | "file">): Counter;
  /** Everything since the start. */
  counts(): AudienceCounts;
  /** Some of what was not saved yet: so many rows at most. Call `saved` when it is, and it is not told again. */
  unsaved(most: number): AudienceCounts & { saved(): void };
};

/**
 * Anybody can claim to be an aggregator: so many unknown ones are remembered for a channel and format. A new one takes the
 * place of the one that was heard the least, so that strangers push out strangers.
 */
const maxUnknownAggregators = 20;

type RequestCell = RequestCount & { saved: number };
type SubscriberCell = SubscriberCount & { reports: number; saved: number };

/** A number for each way of answering, so that counting makes no text. */
const cellOf = (status: number, coding: Coding | undefined, { kind }: ClientProfile) =>
  (status * (codings.length + 1) + (coding === undefined ? codings.length : codingNumber[coding])) *
    clientKinds.length +
  kindNumber[kind];

const numbered = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name, number) => [name, number])) as Record<Name, number>;
const codingNumber = numbered(codings);
const kindNumber = numbered(clientKinds);

export function createAudience(): Audience {
  const counters = new Map<string, Counter>();
  const known = new WeakMap<object, Counter>();
  const requests: RequestCell[] = [];
  const subscribers: SubscriberCell[] = [];

  function createCounter(channel: string, format: string): Counter {
    const cells = new Map<number, RequestCell>();
    const aggregators = new Map<string, SubscriberCell>();
    const strangers: SubscriberCell[] = [];

    function addCell(cell: number, status: number, coding: Coding | "", client: ClientKind) {
      const added = { channel, format, status, coding, client, requests: 0, saved: 0 };
      cells.set(cell, added);
      requests.push(added);
      return added;
    }

    function replaceStranger(stranger: SubscriberCell) {
      const least = strangers.reduce((a, b) => (b.reports < a.reports ? b : a));
      aggregators.delete(least.aggregator);
      strangers[strangers.indexOf(least)] = stranger;
      subscribers[subscribers.indexOf(least)] = stranger;
    }

    function hear({ aggregator, isKnown, subscribers: said }: NonNullable<ClientProfile["audience"]>) {
      let known = aggregators.get(aggregator);
      if (!known) {
        known = { channel, format, aggregator, subscribers: said, reports: 0, saved: 0 };
        aggregators.set(aggregator, known);
        if (!isKnown && strangers.length === maxUnknownAggregators) replaceStranger(known);
        else {
          if (!isKnown) strangers.push(known);
          subscribers.push(known);
        }
      }
      known.subscribers = said;
      known.reports += 1;
    }

    return {
      count(status, coding, client) {
        const cell = cellOf(status, coding, client);
        const known = cells.get(cell) ?? addCell(cell, status, coding ?? "", client.kind);
        known.requests += 1;
        if (client.audience && channel !== "") hear(client.audience);
      },
    };
  }

  return {
    counterOf(document) {
      let counter = known.get(document);
      if (!counter) {
        const { channel = "", file } = document;
        const format = extname(file).slice(1);
        counter = counters.get(`${channel}.${format}`) ?? createCounter(channel, format);
        counters.set(`${channel}.${format}`, counter);
        known.set(document, counter);
      }
      return counter;
    },

    counts: () => ({ requests, subscribers }),

    unsaved(most) {
      const counted = requests.filter((each) => each.requests > each.saved).slice(0, most);
      const heard = subscribers.filter((each) => each.reports > each.saved).slice(0, most - counted.length);
      const upTo = [
        ...counted.map((each) => [each, each.requests] as const),
        ...heard.map((each) => [each, each.reports] as const),
      ];
      return {
        requests: counted.map(({ saved, ...rest }) => ({ ...rest, requests: rest.requests - saved })),
        subscribers: heard.map(({ reports: _, saved: __, ...rest }) => rest),
        saved() {
          for (const [each, count] of upTo) each.saved = count;
        },
      };
    },
  };
}
