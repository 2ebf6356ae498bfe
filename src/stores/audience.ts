/** How often a document was answered in one way. `channel`, `format` and `coding` are empty where there was none. */
export type RequestCount = {
  channel: string;
  format: string;
  status: number;
  coding: string;
  client: string;
  requests: number;
};

/** For how many people an aggregator asks. */
export type SubscriberCount = { channel: string; format: string; aggregator: string; subscribers: number };

export const readerColumns = [
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

/** How the clients of a product poll; src/serve/reader-counts.ts says what each number counts. */
export type ReaderCount = { product: string; client: string } & Record<(typeof readerColumns)[number], number>;

export type Audience = {
  requests: readonly RequestCount[];
  subscribers: readonly SubscriberCount[];
  readers: readonly ReaderCount[];
};

/** The polls of an hour, YYYY-MM-DDTHH in UTC: requests for the documents of a channel, and how many were answered 304. */
export type HourCount = { hour: string; channel: string; requests: number; unmodified: number };

/** A range of days, each YYYY-MM-DD, both included; `channel`: the slug of the only channel to report on. */
export type AudienceQuery = { from: string; to: string; channel?: string | undefined };

/** The audience of some days: requests added up, the last known number of subscribers, and both for each day. */
export type AudienceReport = Pick<Audience, "requests" | "subscribers"> & {
  days: readonly { day: string; requests: number; subscribers: number }[];
};

/** The subscribers of a day, YYYY-MM-DD, behind an aggregator, of all channels and formats together. */
export type SubscriberDay = { day: string; aggregator: string; subscribers: number };

/** Names a batch of counts: the serving process that counted, and a number that grows with each of its batches. */
export type BatchId = { serving: string; number: number };

/** Keeps how often documents were asked for, by day. The last counts may be lost in a power failure. */
export type AudienceStore = {
  /**
   * Adds to the requests of an hour and its day. Of the subscribers an aggregator names, the last number is kept. A batch
   * that was added before is not added again.
   * @param hour YYYY-MM-DDTHH, in UTC
   */
  add(hour: string, audience: Audience, batch?: BatchId): Promise<void>;

  /** Adds up the audience of some days. */
  report(query: AudienceQuery): Promise<AudienceReport>;

  /** Lists the polls of the hours since one, YYYY-MM-DDTHH. Two days are kept. */
  hours(from: string): Promise<HourCount[]>;

  /** Lists the subscribers of each day behind each aggregator. */
  subscriberDays(query: AudienceQuery): Promise<SubscriberDay[]>;

  /** Adds up how products polled in some days. */
  readers(query: Pick<AudienceQuery, "from" | "to">): Promise<ReaderCount[]>;

  /** Removes the counts of the days before a day, YYYY-MM-DD. @returns how many counts were removed */
  prune(before: string): Promise<number>;
};
