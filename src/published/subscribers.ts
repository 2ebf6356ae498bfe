import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { flag, type GuardedValue, list, object, optional, text } from "./guards.ts";
import { replaceFiles, syncAll } from "./replace-files.ts";

/*
 * The addresses of private channels, by which serving knows subscribers: a selector, and the SHA-256 of a secret of 256
 * random bits. Nobody can guess such a secret, so a slow hash would protect nothing, and would only make every poll slow.
 */

const address = object({
  selector: text(/^[\w-]+$/),
  hash: text(/^[0-9a-f]{64}$/),
  /** The slug that the channel has now. */
  channel: text(/^[a-z0-9-]+$/),
  /** The slug that the channel had when the subscriber was added, if it has another one now. */
  former: optional(text(/^[a-z0-9-]+$/)),
  /** Whether the address was revoked, or replaced by another one. */
  isEnded: optional(flag),
});

/** An address of a private channel, as serving knows it. */
export type PrivateAddress = GuardedValue<typeof address>;

const isAddresses = list(address);

/** Returns the file in FEEDS_DIR that has the addresses. It begins with a dot, so that listings and web servers leave it out. */
export function subscribersFile(feedsDir: string): string {
  return join(feedsDir, ".subscribers.json");
}

/**
 * Writes the addresses for serving. They are on disk when the promise resolves. A file with the same addresses stays.
 * @throws the error of the file system
 */
export async function writeSubscribers(feedsDir: string, addresses: readonly PrivateAddress[]): Promise<void> {
  const file = subscribersFile(feedsDir);
  const present = await readFile(file).catch(() => undefined);
  if (present === undefined && addresses.length === 0) return;
  const body = Buffer.from(`[\n${addresses.map((each) => JSON.stringify(each)).join(",\n")}\n]\n`);
  if (present?.equals(body)) return;
  await replaceFiles([{ file, body }], (written) => syncAll(written));
  await syncAll([feedsDir]);
}

/** Reads addresses by their selectors. @returns undefined for bytes that `writeSubscribers` did not write */
export function parseSubscribers(bytes: SharedArrayBuffer): Map<string, PrivateAddress> | undefined {
  try {
    const addresses: unknown = JSON.parse(Buffer.from(bytes).toString());
    return isAddresses(addresses) ? new Map(addresses.map((each) => [each.selector, each])) : undefined;
  } catch {
    return undefined;
  }
}
