import type { Clock } from "../clock.ts";
import { isSharedAddress, type RequestOrigin } from "../http/networks.ts";
import type { ClientProfile } from "./clients.ts";
import type { Hash } from "./hash.ts";

/** The last polls that all serving threads have seen, in memory that they share: hashes, and seconds since 1970. */
export type PollTable = { hashes: Float64Array; times: Uint32Array };

/** @param slots the number of polls in the table, which takes 12 bytes for each */
export function createPollTable(slots = 262_144): PollTable {
  return {
    hashes: new Float64Array(new SharedArrayBuffer(slots * Float64Array.BYTES_PER_ELEMENT)),
    times: new Uint32Array(new SharedArrayBuffer(slots * Uint32Array.BYTES_PER_ELEMENT)),
  };
}

/**
 * Notes that a client asks for something.
 * @returns how many seconds ago it asked for the same before; undefined when that is not known
 */
export type PollMemory = (
  request: RequestOrigin,
  client: Pick<ClientProfile, "hash">,
  subject: string,
) => number | undefined;

/** The number of slots that a poll may use: it takes the one with the oldest poll. */
const slotsPerBucket = 4;

/**
 * Creates a memory of the last polls, by client and subject. A client is an address with a User-Agent. The table has a fixed
 * size, holds hashes whose seed changes with each start, and is never written to a disk. Where many clients have the same
 * address, nothing is known. Two threads that take the same slot in the same moment may forget a poll, and nothing else.
 * @param deps.hash the same for all threads
 */
export function createPollMemory(deps: { clock: Clock; hash: Hash; table: PollTable }): PollMemory {
  const { clock, hash } = deps;
  const { hashes, times } = deps.table;
  const buckets = Math.floor(times.length / slotsPerBucket);

  return function notePoll(request, client, subject) {
    const { ip = "" } = request;
    if (isSharedAddress(request)) return undefined;
    const now = Math.floor(clock.now() / 1000);
    const key = Math.abs(hash(ip, subject) - client.hash);
    const first = (key % buckets) * slotsPerBucket;
    let slot = first;
    for (let candidate = first; candidate < first + slotsPerBucket; candidate++) {
      if (hashes[candidate] === key && times[candidate] !== 0) {
        const last = times[candidate] ?? 0;
        times[candidate] = now;
        return Math.max(0, now - last);
      }
      if ((times[candidate] ?? 0) < (times[slot] ?? 0)) slot = candidate;
    }
    hashes[slot] = key;
    times[slot] = now;
    return undefined;
  };
}
