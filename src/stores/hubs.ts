/**
 * The facts about a hub elsewhere. Times are milliseconds since 1970.
 * - `accepted`: when it last accepted that a document changed; `failures`, `failingSince`, `error`: of the attempts since;
 * - `probe`: the own subscription at this hub, by which Courant sees whether it delivers.
 */
export type Hub = {
  url: string;
  accepted?: number | undefined;
  failures: number;
  failingSince?: number | undefined;
  error?: string | undefined;
  probe?: HubProbe | undefined;
};

/**
 * `key` is a part of the callback that nobody else knows; `requested`: when the hub was asked; `verified`: when it asked
 * back, and `expires`: until when it delivers; `pinged`: when it accepted a change of the topic that it has not delivered
 * yet; `delivered`: when it delivered last.
 */
export type HubProbe = {
  key: string;
  topic: string;
  requested: number;
  verified?: number | undefined;
  expires?: number | undefined;
  pinged?: number | undefined;
  delivered?: number | undefined;
};

/** Keeps what is known of the hubs elsewhere that the configuration names. */
export type HubStore = {
  list(): Promise<Hub[]>;
  /** Changes what is known of a hub, in one transaction. @param revise a pure function */
  update(url: string, revise: (hub: Hub) => Hub): Promise<Hub>;
  /** Forgets all other hubs. */
  keepOnly(urls: readonly string[]): Promise<void>;
};
