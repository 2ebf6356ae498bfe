import { createHash, timingSafeEqual } from "node:crypto";
import type { PublishedView } from "../published/view.ts";

/** Private documents are counted together, so that no metric names a channel of theirs. */
export const anyPrivate = { file: "any.private" };

/** The credential that a subscriber sends: both parts of an address, or of HTTP Basic. */
export type Credential = { selector: string; secret: string };

/**
 * A subscriber who may read the documents of a channel, or who might do so once. `former`: the slug that the channel had
 * before it was moved.
 */
export type Subscriber = { selector: string; channel: string; former: string | undefined; isRevoked: boolean };

const privatePath = /^\/private\/([\w-]+)\.([\w-]+)(\/.*)$/s;

/**
 * Parses the path of a private address.
 * @returns the credential, and the path without it; undefined for every path that is none
 */
export function parsePrivatePath(path: string): { credential: Credential; path: string } | undefined {
  const [, selector, secret, rest] = privatePath.exec(path) ?? [];
  if (selector === undefined || secret === undefined || rest === undefined) return undefined;
  return { credential: { selector, secret }, path: rest };
}

/** Parses the header Authorization of HTTP Basic (RFC 7617). @returns undefined for every other header */
export function parseBasic(header: string | undefined): Credential | undefined {
  const [, encoded = ""] = /^basic +([\w+/=-]{1,400})\s*$/i.exec(header ?? "") ?? [];
  const text = Buffer.from(encoded, "base64").toString();
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { selector: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** The hash that a secret is compared with where there is no such selector, so that both take as long. */
const nobodysHash = "0".repeat(64);

/** Finds the subscriber with a credential, also a revoked one. The time it takes tells nothing about a secret. */
export function findSubscriber(
  { subscribers }: Pick<PublishedView, "subscribers">,
  { selector, secret }: Credential,
): Subscriber | undefined {
  const address = subscribers.get(selector);
  const hash = createHash("sha256").update(secret).digest();
  const isRight = timingSafeEqual(hash, Buffer.from(address?.hash ?? nobodysHash, "hex"));
  if (!address || !isRight) return undefined;
  const { channel, former, isEnded = false } = address;
  return { selector, channel, former, isRevoked: isEnded };
}
