import { presentSlug } from "../channel/moved-slugs.ts";
import type { Config } from "../config/schema.ts";
import { type PrivateAddress, writeSubscribers } from "../published/subscribers.ts";
import type { StoredCredential, SubscriberStore } from "../stores/subscribers.ts";

/**
 * Creates what publishes the addresses of private channels for serving, as the store has them. Calls at the same time
 * follow each other, so that the last one writes the last state.
 * @param moved returns where channels were moved to, by their former slugs
 * @returns a function that throws the error of the file system
 */
export function createSubscriberPublisher(
  store: Pick<SubscriberStore, "credentials">,
  feedsDir: string,
  moved: () => Config["moved"],
): () => Promise<void> {
  let writing: Promise<unknown> = Promise.resolve();

  async function write() {
    const credentials = await store.credentials();
    const sorted = credentials.toSorted((a, b) => (a.selector < b.selector ? -1 : 1));
    await writeSubscribers(
      feedsDir,
      sorted.map((each) => toAddress(each, moved())),
    );
  }

  return () => {
    const written = writing.then(write);
    writing = written.catch(() => undefined);
    return written;
  };
}

function toAddress({ selector, hash, channel, isEnded }: StoredCredential, moved: Config["moved"]): PrivateAddress {
  const present = presentSlug(channel, moved);
  return {
    selector,
    hash,
    channel: present,
    ...(present !== channel && { former: channel }),
    ...(isEnded && { isEnded }),
  };
}
