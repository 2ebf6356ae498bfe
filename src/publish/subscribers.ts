import { writeSubscribers } from "../published/subscribers.ts";
import type { SubscriberStore } from "../stores/subscribers.ts";

/**
 * Creates what publishes the addresses of private channels for serving, as the store has them. Calls at the same time
 * follow each other, so that the last one writes the last state.
 * @returns a function that throws the error of the file system
 */
export function createSubscriberPublisher(
  store: Pick<SubscriberStore, "credentials">,
  feedsDir: string,
): () => Promise<void> {
  let writing: Promise<unknown> = Promise.resolve();

  async function write() {
    const addresses = await store.credentials();
    const sorted = addresses.toSorted((a, b) => (a.selector < b.selector ? -1 : 1));
    await writeSubscribers(
      feedsDir,
      sorted.map(({ selector, hash, channel, isEnded }) => ({ selector, hash, channel, ...(isEnded && { isEnded }) })),
    );
  }

  return () => {
    const written = writing.then(write);
    writing = written.catch(() => undefined);
    return written;
  };
}
