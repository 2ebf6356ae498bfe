import { type Coding, codings } from "../publish/snapshot.ts";
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
export type Counter = {
  count(status: number, coding: Coding | undefined, client: ClientProfile): void;
};

/** Who asks for what, counted in memory. */
export type Audience = {
  counter(channel: string, format: string): Counter;
  /** Everything since the start. */
  counts(): AudienceCounts;
  /** What was not saved yet; call `saved` when it is, and it is not told again. */
  unsaved(): AudienceCounts & { saved(): void };
};

/** Anybody can claim to be an aggregator: so many unknown ones are remembered for a channel and format, no more. */
const mostUnknown = 20;

type SavedRequests = RequestCount & { saved: number };
type SavedSubscribers = SubscriberCount & { saved: number | undefined };

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
  const requests: SavedRequests[] = [];
  const subscribers: SavedSubscribers[] = [];

  function createCounter(channel: string, format: string): Counter {
    const cells = new Map<number, SavedRequests>();
    const aggregators = new Map<string, SavedSubscribers>();
    let unknown = 0;

    function addCell(cell: number, status: number, coding: Coding | "", client: ClientKind) {
      const added = { channel, format, status, coding, client, requests: 0, saved: 0 };
      cells.set(cell, added);
      requests.push(added);
      return added;
    }

    function hear({ aggregator, isKnown, subscribers: said }: NonNullable<ClientProfile["audience"]>) {
      const heard = aggregators.get(aggregator);
      if (heard) {
        heard.subscribers = said;
        return;
      }
      if (!isKnown && ++unknown > mostUnknown) return;
      const added = { channel, format, aggregator, subscribers: said, saved: undefined };
      aggregators.set(aggregator, added);
      subscribers.push(added);
    }

    return {
      count(status, coding, client) {
        const cell = cellOf(status, coding, client);
        const known = cells.get(cell) ?? addCell(cell, status, coding ?? "", client.kind);
        known.requests += 1;
        if (client.audience) hear(client.audience);
      },
    };
  }

  return {
    counter(channel, format) {
      const name = `${channel}.${format}`;
      const counter = counters.get(name) ?? createCounter(channel, format);
      counters.set(name, counter);
      return counter;
    },

    counts: () => ({ requests, subscribers }),

    unsaved() {
      const counted = requests.filter((each) => each.requests > each.saved).map((each) => ({ each, now: each.requests }));
      const said = subscribers
        .filter((each) => each.subscribers !== each.saved)
        .map((each) => ({ each, now: each.subscribers }));
      return {
        requests: counted.map(({ each: { saved, ...labels }, now }) => ({ ...labels, requests: now - saved })),
        subscribers: said.map(({ each: { saved: _, ...labels }, now }) => ({ ...labels, subscribers: now })),
        saved() {
          for (const { each, now } of counted) each.saved = now;
          for (const { each, now } of said) each.saved = now;
        },
      };
    },
  };
}
