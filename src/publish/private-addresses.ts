import { randomBytes } from "node:crypto";
import { sha256 } from "../published/sha256.ts";
import { documentPath } from "../render/format.ts";
import type { NewCredential } from "../stores/subscribers.ts";

/** A new address of a private channel: what the store keeps of it, and its secret, which is shown once. */
export type NewAddress = NewCredential & { secret: string };

/** Creates an address. The secret has 256 random bits, so its SHA-256 is enough to keep (src/published/subscribers.ts). */
export function createAddress(): NewAddress {
  const secret = randomBytes(32).toString("base64url");
  return { selector: randomBytes(9).toString("base64url"), secret, hash: sha256(Buffer.from(secret)) };
}

/** Returns the addresses of a private channel's documents for one subscriber. */
export function subscriberUrls(
  baseUrl: string,
  channel: string,
  { selector, secret }: Pick<NewAddress, "selector" | "secret">,
): Record<"rss" | "atom" | "json", string> {
  const url = (format: "rss" | "atom" | "json") =>
    `${baseUrl}/private/${selector}.${secret}${documentPath(channel, format)}`;
  return { rss: url("rss"), atom: url("atom"), json: url("json") };
}
