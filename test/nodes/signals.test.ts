import { test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { watchSignals } from "../../src/nodes/signals.ts";
import { until } from "../until.ts";

/** Time that passes ten times as fast. */
const clock = { ...systemClock, sleep: (milliseconds: number) => systemClock.sleep(milliseconds / 10) };

function watchNumbers(t: { teardown(stop: () => Promise<void>): void }) {
  const numbers = new Map([["articles", 1]]);
  const errors: unknown[] = [];
  let isAway = false;
  const read = async () => {
    if (isAway) throw new Error("away");
    return new Map(numbers);
  };
  const watch = watchSignals({ read, raise: async () => undefined }, { clock, onError: (error) => errors.push(error) });
  t.teardown(watch.stop);
  const setAway = (next: boolean) => {
    isAway = next;
  };
  return { watch, numbers, errors, setAway };
}

test("a listener that fails is called again, is reported once, and keeps no other waiting", async (t) => {
  const { watch, errors } = watchNumbers(t);
  const calls = { failing: 0, slow: 0, other: 0 };
  watch.on("articles", async () => {
    calls.failing += 1;
    if (calls.failing < 3) throw new Error("not yet");
  });
  const slow = Promise.withResolvers<void>();
  watch.on("articles", () => {
    calls.slow += 1;
    return slow.promise;
  });
  watch.on("articles", async () => {
    calls.other += 1;
  });
  await until(() => calls.failing === 3);
  t.same(calls, { failing: 3, slow: 1, other: 1 });
  t.equal(errors.length, 1);
  t.ok(watch.isReached(), "the database is there all the same");
  slow.resolve();
});

test("listeners hear when the database goes and comes", async (t) => {
  const { watch, errors, setAway } = watchNumbers(t);
  const states: boolean[] = [];
  watch.onReach((isReached) => states.push(isReached));
  setAway(true);
  await until(() => !watch.isReached());
  setAway(false);
  await until(() => watch.isReached());
  t.same(states, [false, true]);
  t.equal(errors.length, 1);
});
