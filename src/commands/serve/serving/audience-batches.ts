import type { Clock } from "../../../clock.ts";
import type { AudienceCounter } from "../../../serve/audience.ts";
import type { AudienceBatch } from "../link.ts";

const sendIntervalMs = 60_000;
const hourMs = 3_600_000;

/** How many rows one batch has: while publishing saves it, its other work waits. */
const maxBatchRows = 250;

export type AudienceBatches = {
  /** Sends everything that was counted, one batch after another. */
  send(): Promise<void>;
  /** Records that publishing has saved a batch. */
  saved(number: number): void;
  /** Sends the batch again that publishing has not confirmed: it may have started anew. */
  sendAgain(): void;
  /** @returns once everything is saved, or publishing does not answer any more */
  stop(): Promise<void>;
};

/**
 * Sends the counts of requests to publishing every minute, and at the end of each hour (UTC), so that they count for that
 * hour. Of all batches only the last may be on its way; while publishing is away, everything else waits in `audience`, whose
 * size is bounded.
 * @param deps.collect adds what the threads have counted to `audience`
 */
export function startAudienceBatches(deps: {
  serving: string;
  audience: AudienceCounter;
  collect: () => Promise<unknown>;
  clock: Clock;
  send: (batch: AudienceBatch) => void;
}): AudienceBatches {
  const { serving, audience, collect, clock, send } = deps;
  let countingSince = clock.now();
  let lastNumber = 0;
  let unconfirmed: { batch: AudienceBatch; confirm: () => void } | undefined;
  let sending: Promise<void> = Promise.resolve();
  let cancelTimer = () => {};

  function sendOne(hour: string): Promise<void> | undefined {
    const { requests, subscribers, readers, markSaved } = audience.unsaved(maxBatchRows);
    if (requests.length + subscribers.length + readers.length === 0) return undefined;
    const batch = { serving, number: ++lastNumber, hour, audience: { requests, subscribers, readers } };
    const confirmed = new Promise<void>((resolve) => {
      unconfirmed = { batch, confirm: resolve };
    });
    send(batch);
    return confirmed.then(markSaved);
  }

  async function sendAll() {
    await collect();
    const hour = new Date(countingSince).toISOString().slice(0, 13);
    countingSince = clock.now();
    for (let sent = sendOne(hour); sent; sent = sendOne(hour)) await sent;
  }

  function schedule() {
    const untilNextHourMs = hourMs - (clock.now() % hourMs);
    cancelTimer = clock.after(Math.min(sendIntervalMs, untilNextHourMs), () => {
      void batches.send();
      schedule();
    });
  }

  const batches: AudienceBatches = {
    send() {
      sending = sending.then(sendAll);
      return sending;
    },

    saved(number) {
      if (unconfirmed?.batch.number !== number) return;
      const { confirm } = unconfirmed;
      unconfirmed = undefined;
      confirm();
    },

    sendAgain() {
      if (unconfirmed) send(unconfirmed.batch);
    },

    async stop() {
      cancelTimer();
      await batches.send();
    },
  };
  schedule();
  return batches;
}
