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

export type Audience = { requests: readonly RequestCount[]; subscribers: readonly SubscriberCount[] };

/** A range of days, each YYYY-MM-DD, both included; `channel`: the slug of the only channel to report on. */
export type AudienceQuery = { from: string; to: string; channel?: string | undefined };

/** The audience of some days: requests added up, the last known number of subscribers, and both for each day. */
export type AudienceReport = Audience & { days: readonly { day: string; requests: number; subscribers: number }[] };

/** Names a batch of counts: the serving process that counted, and a number that grows with each of its batches. */
export type BatchId = { serving: string; number: number };

/** Keeps how often documents were asked for, by day. The last counts may be lost in a power failure. */
export type AudienceStore = {
  /**
   * Adds to the requests of a day. Of the subscribers an aggregator names, the last number is kept. A batch that was added
   * before is not added again.
   * @param day YYYY-MM-DD, in UTC
   */
  add(day: string, audience: Audience, batch?: BatchId): Promise<void>;

  /** Adds up the audience of some days. */
  report(query: AudienceQuery): Promise<AudienceReport>;

  /** Removes the counts of the days before a day, YYYY-MM-DD. @returns how many counts were removed */
  prune(before: string): Promise<number>;
};
