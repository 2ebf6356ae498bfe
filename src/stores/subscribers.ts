/**
 * A reader of a private channel. Times are milliseconds since 1970; days are in UTC, YYYY-MM-DD.
 * - `selector`: the user name of the address that the subscriber has now, or had last;
 * - `rotated`: when that address replaced another one; `revoked`: when it ended for good;
 * - `used`: the last day on which it was used, and from how many networks on that day;
 * - `spread`: the last day on which it was used from many networks.
 */
export type Subscriber = {
  id: string;
  channel: string;
  /** For people; several subscribers may have the same name. */
  name: string;
  selector: string;
  created: number;
  rotated?: number;
  revoked?: number;
  used?: NetworkCount;
  spread?: NetworkCount;
};

/** The number of networks that an address was used from on a day. */
export type NetworkCount = { day: string; networks: number };

/** The two parts of an address: the selector, and the SHA-256 of the secret in hexadecimal digits. */
export type NewCredential = { selector: string; hash: string };

/** An address that is valid, or that was: then `isEnded`. */
export type StoredCredential = NewCredential & { channel: string; isEnded: boolean };

/** How often an address was used on a day. */
export type AddressUse = NetworkCount & { selector: string };

/** Keeps the readers of private channels, and the hashes of their secrets. A secret that has ended stays for good. */
export type SubscriberStore = {
  add(subscriber: Pick<Subscriber, "id" | "channel" | "name">, credential: NewCredential): Promise<Subscriber>;

  /** Finds a subscriber, also one that was revoked. */
  find(id: string): Promise<Subscriber | undefined>;

  /**
   * Lists subscribers, the newest first. @param query.channels only those of channels with these slugs
   * @throws REQUEST_INVALID for a cursor that no list gave
   */
  list(query: {
    channels?: readonly string[] | undefined;
    limit: number;
    cursor?: string | undefined;
  }): Promise<{ subscribers: Subscriber[]; next: string | undefined }>;

  /** Ends the present address and gives another one. @returns undefined when there is no such subscriber, or it was revoked */
  rotate(id: string, credential: NewCredential): Promise<Subscriber | undefined>;

  /** Ends the address for good. @returns undefined when there is no such subscriber, or it was revoked before */
  revoke(id: string): Promise<Subscriber | undefined>;

  /**
   * Forgets a subscriber with everything but the hashes of its secrets, which name nobody and stay ended. A scrub is due then
   * (src/stores/erasures.ts).
   * @returns the subscriber as it was; undefined when there is no such subscriber
   */
  purge(id: string): Promise<Subscriber | undefined>;

  /**
   * Lists the subscribers who are not revoked and have a `spread` of a day, or of a later one, the last day first.
   * @param from YYYY-MM-DD
   */
  listSpread(from: string, limit: number): Promise<Subscriber[]>;

  /** Lists the credentials of all addresses. */
  credentials(): Promise<StoredCredential[]>;

  /**
   * Records how addresses were used. The highest number of a day counts. This may be lost in a power failure.
   * @param spreadFrom the number of networks from which on a day is kept as `spread`
   */
  noteUses(uses: readonly AddressUse[], spreadFrom: number): Promise<void>;
};
