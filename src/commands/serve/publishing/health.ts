import type { IntakeFailures } from "../../../admin/intake-metrics.ts";
import { type Clock, repeat } from "../../../clock.ts";
import type { Publisher } from "../../../publish/publisher.ts";
import type { Link, ToPublishing, ToServing } from "../link.ts";

/** How often failures of sources and of the inbox are looked for. */
const healthIntervalMs = 30_000;

/**
 * Tells serving what is failing: now, after each run and at intervals.
 * @returns once it is told for the first time, so that whoever hears that publishing is ready knows it
 */
export async function reportHealth(
  publisher: Pick<Publisher, "openFailures" | "onFinished">,
  link: Link<ToPublishing, ToServing> | undefined,
  clock: Clock,
  readFailures: () => Promise<IntakeFailures>,
): Promise<void> {
  let intake = { failingSources: 0, failedImports: 0 };
  const tell = () => link?.send({ kind: "health", health: { openFailures: publisher.openFailures(), ...intake } });
  const look = async () => {
    const failures = await readFailures().catch(() => undefined);
    if (failures) intake = { failingSources: failures.failingSources ?? 0, failedImports: failures.failedImports ?? 0 };
    tell();
  };
  repeat(clock, healthIntervalMs, () => void look());
  publisher.onFinished(tell);
  await look();
}
