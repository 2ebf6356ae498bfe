import type { Clock } from "../clock.ts";
import { type AuditStore, scheduleActor } from "../stores/audit.ts";
import type { DraftStore } from "../stores/drafts.ts";
import type { Regenerator } from "./regenerate.ts";

/**
 * Lets each run of all channels first publish the drafts whose time has come, so that their articles are part of it. The
 * audit log names the schedule.
 */
export function publishDueDrafts(
  regenerator: Regenerator,
  deps: {
    drafts: Pick<DraftStore, "publishDue">;
    audit: Pick<AuditStore, "record">;
    clock: Pick<Clock, "now">;
  },
): Regenerator {
  const { drafts, audit, clock } = deps;

  async function publishDue(): Promise<void> {
    for (const { outcome, article, before } of await drafts.publishDue(clock.now())) {
      await audit.record(scheduleActor, `article.${outcome}`, article.id, before, article);
    }
  }

  return {
    ...regenerator,
    async run(request, onProgress, stopping) {
      if (request.channels === "all") await publishDue();
      return regenerator.run(request, onProgress, stopping);
    },
  };
}
