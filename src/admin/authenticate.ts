import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";
import { adminCaller, type Caller } from "./caller.ts";

/** The outcome for a token that was valid once. `expired`: when it became invalid, milliseconds since 1970. */
export type ExpiredToken = { expired: number };

/** @returns the sender of a token; undefined for a token that is wrong or was revoked */
export type Authenticate = (token: string) => Promise<Caller | ExpiredToken | undefined>;

/** The same for the hash of a token. */
export type RecogniseToken = (hash: string) => Promise<Caller | ExpiredToken | undefined>;

/** A token by which senders are recognised. Times are milliseconds since 1970. */
export type KnownToken = {
  id: string;
  name: string;
  scopes: readonly string[];
  limit: number;
  expires?: number | undefined;
};

/** Everything by which serving recognises tokens. It holds hashes alone. */
export type Credentials = { adminHash: string | undefined; tokens: readonly (KnownToken & { hash: string })[] };

/** Secret scanners recognise a token by this prefix. */
const tokenPrefix = "courant_";

/** Creates the text of a token: 256 random bits, which nobody can guess. */
export function createTokenText(): string {
  return tokenPrefix + randomBytes(32).toString("base64url");
}

/**
 * Returns the hash by which a token is recognised: its SHA-256. A token is random and long, so a slow hash would protect
 * nothing, and would only make every request slow.
 */
export function hashToken(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Creates the function that recognises tokens by their hashes, so the time that a comparison takes tells nothing about a
 * token.
 * @param deps.adminHash returns the hash of ADMIN_TOKEN; undefined while it is not known
 * @param deps.find finds a token by its hash
 */
export function createRecognition(deps: {
  adminHash: () => Promise<string | undefined>;
  find: (hash: string) => Promise<KnownToken | undefined>;
  clock: Pick<Clock, "now">;
}): RecogniseToken {
  const { adminHash, find, clock } = deps;
  return async function recogniseToken(hash) {
    const known = await adminHash();
    if (known !== undefined && timingSafeEqual(Buffer.from(known), Buffer.from(hash))) return adminCaller;
    const token = await find(hash);
    if (!token) return undefined;
    const { id, name, scopes, limit, expires } = token;
    if (expires !== undefined && expires <= clock.now()) return { expired: expires };
    return { name, token: id, scopes, limit };
  };
}

/** Creates the function that recognises the texts of tokens. */
export function createAuthenticate(deps: Parameters<typeof createRecognition>[0]): Authenticate {
  const recogniseToken = createRecognition(deps);
  return (text) => recogniseToken(hashToken(text));
}
