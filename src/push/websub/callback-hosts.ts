import type { Clock } from "../../clock.ts";

/**
 * Remembers which hosts of callbacks answer verifications, so that nobody can make this hub send requests to a host that
 * never asked for them.
 */
export type CallbackHosts = {
  /** Records whether a host confirmed a request. */
  note(host: string, isVerified: boolean): void;
  /** Tells whether a host is left alone, because it confirmed none of the last requests. */
  isRefused(host: string): boolean;
};

/** After so many verifications in a row without a confirmation, a host is left alone for an hour. */
const maxFailures = 20;
const pauseMs = 3_600_000;

/** Hosts are forgotten beyond this number, those first that failed first. */
const maxHosts = 10_000;

export function createCallbackHosts(clock: Pick<Clock, "now">): CallbackHosts {
  const failing = new Map<string, { failures: number; last: number }>();
  return {
    note(host, isVerified) {
      const failures = isVerified ? 0 : (failing.get(host)?.failures ?? 0) + 1;
      failing.delete(host);
      if (failures > 0) failing.set(host, { failures, last: clock.now() });
      const [first] = failing.keys();
      if (failing.size > maxHosts && first !== undefined) failing.delete(first);
    },

    isRefused(host) {
      const known = failing.get(host);
      if (!known || known.failures < maxFailures) return false;
      const passed = clock.now() - known.last;
      if (passed >= 0 && passed < pauseMs) return true;
      failing.delete(host);
      return false;
    },
  };
}
