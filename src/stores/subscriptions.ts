import type { DocumentHashes } from "./announcements.ts";
import type { NewJob } from "./jobs.ts";

/**
 * A subscription at the own hub (WebSub). Times are milliseconds since 1970.
 * - `path`: the percent-encoded path of the document; `topic`: its address as the subscriber wrote it;
 * - `secret`: signs the deliveries. It is in no answer and no log;
 * - `sent`: the SHA-256 of the document's state that the subscriber has, as far as the hub knows;
 * - `delivered`: the time of the last delivery; `failingSince`, `failures` and `error`: of the attempts since then.
 */
export type Subscription = {
  id: string;
  path: string;
  topic: string;
  callback: string;
  secret?: string | undefined;
  created: number;
  expires: number;
  sent: string;
  delivered?: number | undefined;
  failures: number;
  failingSince?: number | undefined;
  error?: string | undefined;
};

/** The parts of a subscription that a subscriber gives. */
export type SubscriptionTerms = Pick<Subscription, "id" | "path" | "topic" | "callback" | "secret" | "expires">;

/**
 * The moment of a subscription. `present`: the SHA-256 of the document now; `lane`: the one of its deliveries.
 */
export type SubscriptionContext = { now: number; present: string; lane: string };

/** The jobs that follow from what readers see differently. */
export type WebSubJobs = {
  /** Delivers the present state of the document. */
  deliver(subscription: Subscription): NewJob;
  /** Tells a subscriber that the topic is gone. */
  deny(subscription: Subscription): NewJob;
  /** Tells a hub elsewhere that a document changed. */
  ping(hub: string, path: string): NewJob;
};

/** The numbers of subscribers of a document, and of those whose last attempt failed. */
export type TopicCount = { path: string; subscribers: number; failing: number };

/** Keeps the subscriptions at the own hub, and up to which state of the documents subscribers and other hubs were told. */
export type SubscriptionStore = {
  find(id: string): Promise<Subscription | undefined>;

  /**
   * Adds a subscription, or renews it with other terms. A new subscriber is told of later states only. A delivery that
   * waits in its lane after failures is due at once, since its callback answers again.
   */
  save(terms: SubscriptionTerms, context: SubscriptionContext): Promise<void>;

  /** Removes a subscription. @returns whether there was one */
  remove(id: string): Promise<boolean>;

  /** Counts the subscriptions, in all and of callbacks with this host. */
  count(host: string): Promise<{ inAll: number; atHost: number }>;

  /** Records that a subscriber received a state. */
  recordDelivery(id: string, delivery: { sent: string; at: number }): Promise<void>;

  /** Records an attempt that failed. */
  recordFailure(id: string, failure: { error: string; at: number }): Promise<void>;

  /**
   * Adds the jobs for what changed since the last call, and records in the same transaction who is told of it. It removes
   * subscriptions that expired, and those of documents that are gone.
   * @param published the documents; `isHub`: whether the own hub is open; `hubs`: the hubs elsewhere; `most`: how many
   *   subscribers are told at most
   * @returns how many jobs it added, and whether there may be more subscribers to tell
   */
  announce(
    published: { documents: DocumentHashes; now: number; isHub: boolean; hubs: readonly string[]; most: number },
    jobs: WebSubJobs,
  ): Promise<{ added: number; hasMore: boolean }>;

  /** Counts the subscriptions that have not expired. */
  countTopics(now: number): Promise<TopicCount[]>;

  /** Lists the subscriptions that have failed for the longest time. */
  listFailing(now: number, limit: number): Promise<Subscription[]>;
};
