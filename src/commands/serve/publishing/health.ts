import type { IntakeFailures } from "../../../admin/intake-metrics.ts";
import { type Clock, repeat } from "../../../clock.ts";
import type { SignalWatch } from "../../../nodes/signals.ts";
import type { Publisher } from "../../../publish/publisher.ts";
import type { Health } from "../../../serve/health-routes.ts";
import type { Settings } from "../../../settings/settings.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";
import { withoutSecrets } from "../private-failures.ts";

/** How often failures of sources and of the inbox are looked for. */
const healthIntervalMs = 30_000;

export type HealthReport = {
  /** Looks for failures, and tells serving. */
  look(): Promise<void>;
  /** Tells serving at once which documents and settings are failing. */
  tell(): void;
};

/** The failure that `/readyz` shows while the database does not answer. */
export function databaseIsAway(clock: Pick<Clock, "now">): Health["openFailures"][number] {
  const since = new Date(clock.now()).toISOString();
  return { what: "database", error: "It does not answer. What was published last is served.", since };
}

/** Tells serving what is failing: after each run and at intervals. */
export function reportHealth(deps: {
  publisher: Pick<Publisher, "channels" | "openFailures" | "onFinished">;
  settings: () => Pick<Settings, "mistake"> | undefined;
  link: Link<ToPublishing, ToServing> | undefined;
  clock: Clock;
  readFailures: () => Promise<IntakeFailures>;
  /** The watch over the database, where several nodes share one. */
  signals: Pick<SignalWatch, "onReach"> | undefined;
}): HealthReport {
  const { publisher, settings, link, clock, readFailures, signals } = deps;
  let intake = { failingSources: 0, failedImports: 0 };
  let databaseFailure: Health["openFailures"][number] | undefined;

  function tell() {
    const mistake = settings()?.mistake();
    const failure = mistake && { what: "configuration", error: "It has mistakes.", since: mistake.since };
    const channels = publisher.channels();
    const failed = publisher.openFailures().map((each) => withoutSecrets(each, channels));
    const openFailures = [databaseFailure, failure, ...failed].filter((each) => each !== undefined);
    link?.send({ kind: "health", health: { openFailures, ...intake } });
  }

  async function look() {
    const failures = await readFailures().catch(() => undefined);
    if (failures) intake = { failingSources: failures.failingSources ?? 0, failedImports: failures.failedImports ?? 0 };
    tell();
  }

  repeat(clock, healthIntervalMs, () => void look());
  publisher.onFinished(tell);
  signals?.onReach((isReached) => {
    databaseFailure = isReached ? undefined : databaseIsAway(clock);
    tell();
  });
  return { look, tell };
}
