import { type Credentials, hashToken } from "../../../admin/authenticate.ts";
import type { Config } from "../../../config/schema.ts";
import { createDaySalt } from "../../../serve/address-uses.ts";
import type { Health } from "../../../serve/health-routes.ts";
import type { PublishingHealth, ToServing } from "../link.ts";
import type { ServiceState } from "./thread-messages.ts";

export type SharedState = ReturnType<typeof createSharedState>;

/** Holds the state of the service that the main thread tells all threads. @param onChange receives it when it changes */
export function createSharedState(
  config: Config,
  { threads, hasPublishing, now }: { threads: number; hasPublishing: boolean; now: () => number },
  onChange: (state: ServiceState) => void,
) {
  let current: ServiceState = {
    health: {
      openFailures: [],
      failingSources: 0,
      failedImports: 0,
      publishing: hasPublishing ? "starting" : "elsewhere",
      threads: { running: 0, wanted: threads },
    },
    publishing: hasPublishing ? undefined : describeRemotePublishing(config),
    credentials: hasPublishing ? undefined : ownCredentials(config),
    isPurging: false,
    daySalt: createDaySalt(now()),
  };
  const setHealth = (health: Partial<Health>) => {
    current = { ...current, health: { ...current.health, ...health } };
    onChange(current);
  };
  return {
    current: () => current,
    publishingUrl: () => (current.health.publishing === "running" ? current.publishing?.url : undefined),
    setThreads: (running: number) => setHealth({ threads: { ...current.health.threads, running } }),

    /** Forgets the salt of a day that is over. */
    renewSalt() {
      const daySalt = createDaySalt(now());
      if (daySalt.day === current.daySalt.day) return;
      current = { ...current, daySalt };
      onChange(current);
    },

    setPublishing(publishing: Health["publishing"]) {
      // Nobody purges anything until the next publishing process says so.
      if (publishing !== "running") current = { ...current, isPurging: false };
      setHealth({ publishing });
    },

    hear(
      message: Extract<
        ToServing,
        { kind: "ready" | "credentials" | "purging" } | { kind: "health"; health: PublishingHealth }
      >,
    ) {
      if (message.kind === "health") return setHealth(message.health);
      if (message.kind === "purging") {
        current = { ...current, isPurging: message.works };
        return onChange(current);
      }
      if (message.kind === "credentials") {
        current = { ...current, credentials: message.credentials };
        return onChange(current);
      }
      const { url, tokenHint } = message;
      current = { ...current, publishing: { url, tokenHint } };
      setHealth({ publishing: "running" });
    },
  };
}

/** Describes a service that another machine publishes for. */
function describeRemotePublishing({ environment }: Config): ServiceState["publishing"] {
  const { publishingUrl } = environment;
  const tokenHint = "This service only serves feeds: its token is the ADMIN_TOKEN in its environment, if that is set.";
  return { url: publishingUrl ?? "", tokenHint };
}

/** Its own metrics need a token, which only ADMIN_TOKEN can be. */
function ownCredentials({ environment: { adminToken } }: Config): Credentials {
  return { adminHash: adminToken === undefined ? undefined : hashToken(adminToken), tokens: [] };
}
