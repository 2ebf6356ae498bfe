import { flaggedNetworks } from "../../../admin/subscriber-json.ts";
import type { AudienceStore } from "../../../stores/audience.ts";
import type { SubscriberStore } from "../../../stores/subscribers.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";

/** How long statistics wait for the counts of serving. */
const countsTimeoutMs = 2_000;

/**
 * Saves the counts that serving sends, each batch once.
 * @returns `save`, which waits until everything that serving has counted so far is saved
 */
export function saveCounts(
  {
    audience: store,
    subscribers,
  }: { audience: Pick<AudienceStore, "add">; subscribers: Pick<SubscriberStore, "noteUses"> },
  link: Link<ToPublishing, ToServing> | undefined,
  onError: (error: unknown) => void,
): { save(): Promise<void> } {
  const waiting = new Set<() => void>();
  let noting: Promise<void> = Promise.resolve();

  function endWaiting() {
    for (const resolve of waiting) resolve();
  }

  link?.onMessage((message) => {
    if (message.kind === "uses") noting = subscribers.noteUses(message.uses, flaggedNetworks).catch(onError);
    if (message.kind === "audience-sent") void noting.then(endWaiting);
    if (message.kind !== "audience") return;
    const { serving, number, hour, audience } = message.batch;
    store
      .add(hour, audience, { serving, number })
      .then(() => link.send({ kind: "audience-saved", number }))
      .catch(onError);
  });

  return {
    async save() {
      if (!link) return;
      link.send({ kind: "audience-wanted" });
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          waiting.delete(end);
          resolve();
        };
        const timer = setTimeout(end, countsTimeoutMs);
        waiting.add(end);
      });
    },
  };
}
