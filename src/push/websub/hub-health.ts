import type { Hub } from "../../stores/hubs.ts";

/** A hub that has not delivered so long after it accepted a change, or not answered a subscription, is reported. */
const deliveryTimeMs = 600_000;

/** The probe asks again so long before its lease ends, and so long after a request that the hub did not confirm. */
const renewalMs = 2 * 86_400_000;
const requestIntervalMs = 86_400_000;

/** Returns a hub after it accepted that a topic changed. Pure. */
export function afterPing({ failingSince: _, error: __, ...hub }: Hub, topic: string, at: number): Hub {
  const { probe } = hub;
  const awaits = probe?.verified !== undefined && probe.topic === topic && (probe.expires ?? 0) > at;
  return { ...hub, accepted: at, failures: 0, ...(awaits && { probe: { ...probe, pinged: probe.pinged ?? at } }) };
}

/** Returns a hub after an attempt that failed. Pure. */
export function afterHubFailure(hub: Hub, { error, at }: { error: string; at: number }): Hub {
  return { ...hub, failures: hub.failures + 1, failingSince: hub.failingSince ?? at, error };
}

/** Tells whether the probe has to ask a hub for a subscription to a topic. Pure. */
export function needsProbe({ probe }: Pick<Hub, "probe">, topic: string, now: number): boolean {
  if (probe?.topic !== topic) return true;
  if (now - probe.requested < requestIntervalMs && now >= probe.requested) return false;
  return probe.verified === undefined || (probe.expires ?? 0) - now < renewalMs;
}

/** Says in words why a hub does not work; undefined for one that does, as far as is known. Pure. */
export function describeHubProblem({ failures, error, probe }: Hub, now: number): string | undefined {
  if (failures > 0) return `it took no change ${failures} times in a row; the last time, ${error}`;
  if (!probe) return undefined;
  if (probe.pinged !== undefined && now - probe.pinged > deliveryTimeMs) {
    return `it accepts changes and delivers none: since ${new Date(probe.pinged).toISOString()}, Courant waits for its own subscription to be served`;
  }
  if (probe.verified === undefined && now - probe.requested > deliveryTimeMs) {
    return "it did not confirm the subscription by which Courant watches it";
  }
  return undefined;
}
