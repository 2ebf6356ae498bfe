import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until something holds, however slow the machine is. After some minutes it gives up, and the assertions that follow
 * say what is wrong.
 */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 15_000 && !(await holds()); tries++) await sleep(20);
}
