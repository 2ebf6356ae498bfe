import type { Clock } from "../clock.ts";
import type { Lease, LeaseStore } from "../stores/nodes.ts";

/** How long a lease counts, and how often it is renewed: two renewals may fail before another node takes over. */
export const leaseMs = 5_000;
const renewalMs = 1_500;

/** How often a node without the lease asks for it, and a node with it tries again after an error. */
const askMs = 500;

export type LeaseKeeper = {
  /** Resolves once this node has the lease; never, when the node stops before. */
  acquired: Promise<Lease>;
  /** Whether this node has the lease, as far as it knows. */
  isHeld(): boolean;
  /** Gives the lease back, so that another node takes over at once. */
  stop(): Promise<void>;
};

/**
 * Asks for the right to publish until this node has it, and renews it from then on. While the database is away nobody can
 * take over, and nothing can be written, so this node keeps the lease until it hears otherwise.
 * @param deps.onLost called once when another node has taken over. The process must end: what it knows of the published
 *   state is out of date
 */
export function keepLease(
  lease: LeaseStore,
  holder: string,
  { clock, onLost, onError }: { clock: Clock; onLost: () => void; onError: (error: unknown) => void },
): LeaseKeeper {
  const { promise: acquired, resolve } = Promise.withResolvers<Lease>();
  let held: Lease | undefined;
  let isStopped = false;
  /** Whether the database is away: that is reported once. */
  let isFailing = false;

  async function ask(): Promise<number> {
    const given = await lease.acquire(holder, leaseMs);
    if (given === undefined) return askMs;
    if (isStopped) {
      await lease.release(given);
      return 0;
    }
    held = given;
    lease.fence(given);
    resolve(given);
    return renewalMs;
  }

  async function renew(current: Lease): Promise<number> {
    if (await lease.renew(current, leaseMs)) return renewalMs;
    isStopped = true;
    onLost();
    return 0;
  }

  async function work(): Promise<void> {
    while (!isStopped) {
      try {
        const pauseMs = await (held ? renew(held) : ask());
        isFailing = false;
        await clock.sleep(pauseMs);
      } catch (error) {
        if (!isFailing) onError(error);
        isFailing = true;
        await clock.sleep(askMs);
      }
    }
  }

  void work();
  return {
    acquired,
    isHeld: () => held !== undefined && !isStopped,
    async stop() {
      if (isStopped) return;
      isStopped = true;
      if (held) await lease.release(held).catch(onError);
    },
  };
}
