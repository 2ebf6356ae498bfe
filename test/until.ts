import { setTimeout as sleep } from "node:timers/promises";

const pollIntervalMs = 20;
/** The tries take five minutes on an idle machine, and longer on a busy one, where each sleep and each check is longer. */
const maxTries = 15_000;

/** Waits until a condition holds. After the last try it gives up, and the assertions that follow say what is wrong. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < maxTries && !(await holds()); tries++) await sleep(pollIntervalMs);
}
