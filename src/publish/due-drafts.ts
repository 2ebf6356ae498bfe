import type { Clock } from "../clock.ts";
import type { DraftStore } from "../stores/drafts.ts";
import type { Regenerator } from "./regenerate.ts";

/** Lets each run of all channels first publish the drafts whose time has come, so that their articles are part of it. */
export function publishDueDrafts(
  regenerator: Regenerator,
  { drafts, clock }: { drafts: Pick<DraftStore, "publishDue">; clock: Pick<Clock, "now"> },
): Regenerator {
  return {
    ...regenerator,
    async run(request, onProgress, stopping) {
      if (request.channels === "all") await drafts.publishDue(clock.now());
      return regenerator.run(request, onProgress, stopping);
    },
  };
}
