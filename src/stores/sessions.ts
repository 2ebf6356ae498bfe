/** A browser session of somebody who signed in with a token. Times are milliseconds since 1970. */
export type SessionRecord = {
  /** The hash of the token with which the session began; the session is valid only while this token is. */
  tokenHash: string;
  created: number;
  /** When it was last used, to the minute. */
  used: number;
};

/** Keeps sessions by their hashes. A session that ended leaves nothing behind. */
export type SessionStore = {
  /** Adds a session. @param hash the SHA-256 of its text, hexadecimal */
  add(hash: string, session: SessionRecord): Promise<void>;

  find(hash: string): Promise<SessionRecord | undefined>;

  /** Notes when a session was used. This may be lost in a power failure. */
  noteUse(hash: string, at: number): Promise<void>;

  remove(hash: string): Promise<void>;

  /** Removes all sessions of a token. @returns how many there were */
  removeOf(tokenHash: string): Promise<number>;

  /** Removes the sessions that began before one moment, or were last used before another. */
  removeOld(before: { created: number; used: number }): Promise<void>;
};
