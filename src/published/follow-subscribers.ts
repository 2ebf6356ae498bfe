import { parseSubscribers, subscribersFile } from "./subscribers.ts";
import { readShared, versionOf } from "./versions.ts";
import type { PublishedUpdate } from "./view.ts";

export type SubscriberFollower = {
  /** Looks at the file, and reports other addresses. A damaged file changes nothing. */
  look(): Promise<void>;
  /** Returns the updates that lead from nothing to the addresses that are followed. */
  updates(): PublishedUpdate[];
};

/** Creates what follows the addresses of private channels in FEEDS_DIR, as the follower does with the documents. */
export function createSubscriberFollower(deps: {
  folder: string;
  onUpdate: (step: readonly PublishedUpdate[]) => void;
  onProblem: (problem: string) => void;
}): SubscriberFollower {
  const { folder, onUpdate, onProblem } = deps;
  const file = subscribersFile(folder);
  let version: string | undefined;
  let update: PublishedUpdate | undefined;

  return {
    async look() {
      const found = await versionOf(file);
      if (found === version) return;
      const bytes = found === undefined ? undefined : await readShared(file).catch(() => undefined);
      if (found !== undefined && !(bytes && parseSubscribers(bytes))) {
        version = found;
        onProblem(`${file} cannot be read; the addresses of private feeds stay as they were until it is written again`);
        return;
      }
      version = found;
      update = { kind: "subscribers", bytes };
      onUpdate([update]);
    },

    updates: () => (update ? [update] : []),
  };
}
