import { test } from "tap";
import { createAnswerDelay } from "../../src/admin/answer-delay.ts";
import { systemClock } from "../../src/clock.ts";

/** A clock whose sleepers wake when they are told to. */
function sleepClock() {
  let time = 1_000_000;
  const sleeps: number[] = [];
  const wakers: (() => void)[] = [];
  const clock = {
    ...systemClock,
    now: () => time,
    sleep: (milliseconds: number) => {
      sleeps.push(milliseconds);
      return new Promise<void>((resolve) => wakers.push(resolve));
    },
  };
  return {
    clock,
    sleeps,
    wake() {
      for (const wakeOne of wakers.splice(0)) wakeOne();
    },
    set: (moment: number) => (time = moment),
    now: () => time,
  };
}

test("each delay is twice the one before it, up to a second", async (t) => {
  const { clock, sleeps, wake } = sleepClock();
  const holdBack = createAnswerDelay({ clock, quietMs: 60_000 });
  for (let count = 0; count < 13; count++) {
    const held = holdBack();
    wake();
    t.equal(await held, true);
  }
  t.same(sleeps, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000, 1000]);
});

test("after a quiet time, or when the clock is set back, the delay begins anew", async (t) => {
  const hand = sleepClock();
  const holdBack = createAnswerDelay({ clock: hand.clock, quietMs: 60_000 });
  for (const step of [0, 59_999, 60_000, 0, -1]) {
    hand.set(hand.now() + step);
    const held = holdBack();
    hand.wake();
    await held;
  }
  t.same(hand.sleeps, [1, 2, 1, 2, 1]);
});

test("however many come at once, only some are held back", async (t) => {
  const { clock, sleeps, wake } = sleepClock();
  const holdBack = createAnswerDelay({ clock, quietMs: 60_000, maxHeld: 3 });
  const all = Array.from({ length: 1000 }, () => holdBack());
  t.equal(sleeps.length, 3);
  const refused = await Promise.all(all.slice(3));
  t.ok(refused.every((isHeld) => isHeld === false));
  wake();
  t.same(await Promise.all(all.slice(0, 3)), [true, true, true]);
  const next = holdBack();
  t.same(sleeps.at(-1), 1000, "those that were refused count");
  wake();
  t.equal(await next, true, "there is room again");
});
