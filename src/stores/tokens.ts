/** A token for the admin API, as it is kept: without its text, which nobody can find out again. */
export type TokenRecord = {
  id: string;
  /** For people; several tokens may have the same name. */
  name: string;
  /** Names of scopes (src/admin/scopes.ts). A name that this Courant does not know grants nothing. */
  scopes: readonly string[];
  /** How many requests a minute it may send. */
  limit: number;
  /** When it was made, when it becomes invalid, and when it was last used, to the minute; milliseconds since 1970. */
  created: number;
  expires?: number;
  used?: number;
};

export type NewToken = Omit<TokenRecord, "created" | "used">;

/** Keeps tokens by their hashes. */
export type TokenStore = {
  /** Adds a token. @param hash the SHA-256 of its text, hexadecimal */
  add(token: NewToken, hash: string): Promise<TokenRecord>;

  /** Finds the token with a hash, also one that has expired. A token that was revoked is not found. */
  find(hash: string): Promise<TokenRecord | undefined>;

  /** Lists all tokens that were not revoked with their hashes, the oldest first. */
  list(): Promise<(TokenRecord & { hash: string })[]>;

  /** Revokes a token for good. @returns the token as it was; undefined when there is no such token */
  revoke(id: string): Promise<TokenRecord | undefined>;

  /** Notes when a token was used. This may be lost in a power failure. */
  noteUse(id: string, at: number): Promise<void>;
};
