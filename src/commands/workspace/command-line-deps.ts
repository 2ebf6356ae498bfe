import { pino } from "pino";
import { createTokenLimit } from "../../admin/token-limit.ts";
import type { Clock } from "../../clock.ts";
import type { PublishingAppDeps } from "../../publishing-base.ts";
import { commandLineActor } from "../../stores/audit.ts";

/** Returns what the admin API needs in the process of a command: every call may do everything, and nothing is logged. */
export function commandLineDeps(clock: Clock): PublishingAppDeps {
  const log = pino({ level: "silent" });
  return {
    clock,
    auth: {
      authenticate: async () => ({ ...commandLineActor, scopes: ["admin"] }),
      countRequest: createTokenLimit(clock),
      tokenHint: () => "",
      log,
      clock,
    },
    metrics: [],
    isBehindServing: false,
    log,
  };
}
