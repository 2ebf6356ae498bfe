import { createAuthenticate } from "../../../admin/authenticate.ts";
import type { Clock } from "../../../clock.ts";
import { CourantError } from "../../../errors.ts";
import type { DaySalt } from "../../../serve/address-uses.ts";
import type { PublishingAddress } from "../../../serve/admin-proxy-routes.ts";
import type { Health } from "../../../serve/health-routes.ts";
import type { ServiceState } from "./thread-messages.ts";

/** How long a call of the admin API waits for a publishing process that is starting. */
const publishingWaitMs = 10_000;

/** Holds what a serving thread knows of the rest of the service. */
export function createServiceState(clock: Clock) {
  let current: ServiceState | undefined;
  const waiting = new Set<() => void>();

  function known(): ServiceState {
    if (current) return current;
    throw new CourantError("NOT_READY", "The service is starting. Ask again in a second.");
  }

  return {
    update(state: ServiceState) {
      current = state;
      for (const check of waiting) check();
    },

    health: (): Health => known().health,
    isPurging: (): boolean => current?.isPurging ?? false,
    daySalt: (): DaySalt | undefined => current?.daySalt,

    /** Recognises tokens. None is valid until the publishing process has told which are. */
    authenticate: createAuthenticate({
      adminHash: async () => current?.credentials?.adminHash,
      find: async (hash) => current?.credentials?.tokens.find((token) => token.hash === hash),
      clock,
    }),
    tokenHint: (): string => current?.publishing?.tokenHint ?? "The service is starting.",

    /** Waits until the publishing process runs. @returns undefined when it does not in time */
    async findPublishing(): Promise<PublishingAddress | undefined> {
      const isRunning = () => current?.health.publishing === "running" || current?.health.publishing === "elsewhere";
      if (!isRunning()) {
        await new Promise<void>((resolve) => {
          const cancel = clock.after(publishingWaitMs, () => end());
          const check = () => isRunning() && end();
          const end = () => {
            cancel();
            waiting.delete(check);
            resolve();
          };
          waiting.add(check);
        });
      }
      return isRunning() ? current?.publishing : undefined;
    },
  };
}
