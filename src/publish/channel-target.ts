import { digestOf } from "../channel/archives.ts";
import { conditionsOf } from "../channel/terms.ts";
import type { Channel, Config } from "../config/schema.ts";
import { channelPaths } from "../render/format.ts";
import type { SelectionChange, ShownSelection } from "../stores/selections.ts";
import { shownSelection } from "./shown-selection.ts";
import type { TrackedTarget } from "./target.ts";

/** The time that a client may take to follow the links from a document to the oldest archive. */
const archiveWalkSeconds = 3600;

/** Returns how long a superseded archive stays: while caches hold documents that name it, and a client follows links. */
export function archiveLifetimeMs({ staleWhileRevalidate, staleIfError }: Config["serving"], maxAge: number): number {
  return (maxAge + staleWhileRevalidate + staleIfError + archiveWalkSeconds) * 1000;
}

/**
 * Creates the target of a channel.
 * @param readChange tells how a selection changes after the moment of the run
 * @param definition names the configuration and the program
 */
export function channelTarget(
  channel: Channel,
  {
    config: { channels, serving },
    readChange,
    definition,
  }: {
    config: Pick<Config, "channels" | "serving">;
    readChange: (selection: ShownSelection) => Promise<SelectionChange>;
    definition: string;
  },
): TrackedTarget {
  const { slug } = channel;
  const shown = shownSelection(channel, channels);
  const [terms] = conditionsOf(shown);
  return {
    id: slug,
    name: slug,
    scope: { kind: "channel", channel },
    paths: channelPaths(slug),
    archiveLifetimeMs: archiveLifetimeMs(serving, channel.maxAge ?? serving.maxAge),
    isAffectedBy: (changedTerms) => terms.some((term) => changedTerms.has(term)),

    async fingerprint() {
      const { number, due } = await readChange(shown);
      return { fingerprint: digestOf([definition, channel, number, due]), due };
    },
  };
}
