import { type Test, test } from "tap";
import { type AttemptOutcome, startQueue } from "../../src/push/queue.ts";
import type { NewJob, TakenJob } from "../../src/stores/jobs.ts";
import { handClock } from "../schedule/hand-clock.ts";
import { day, start, testStores } from "../stores/helpers.ts";
import { until } from "../until.ts";

const job = (lane: string, more: Partial<NewJob> = {}): NewJob => ({
  kind: "test",
  lane,
  host: `${lane}.example`,
  message: { id: `msg_${lane}`, type: "test", body: "{}", created: start },
  due: start,
  ...more,
});

const done: AttemptOutcome = { outcome: "done", attempt: { attempted: start, durationMs: 1 } };
const failed: AttemptOutcome = { outcome: "failed", attempt: { attempted: start, durationMs: 1, error: "no" } };

/** A queue whose attempts a test ends, over a real store. */
async function queueFor(t: Test, answer?: (job: TakenJob) => AttemptOutcome) {
  const { stores } = await testStores(t);
  const clock = handClock(start);
  const errors: unknown[] = [];
  const begun: TakenJob[] = [];
  const kept = { ms: 30 * day };
  const open = new Map<string, (outcome: AttemptOutcome) => void>();
  const startNow = () => {
    const queue = startQueue({
      store: stores.jobs,
      keptMs: () => kept.ms,
      clock,
      random: () => 0,
      onError: (error) => errors.push(error),
      handlers: {
        test: {
          retryDelaysMs: [1000, 5000],
          perform(taken, signal) {
            begun.push(taken);
            if (answer) return Promise.resolve(answer(taken));
            const { promise, resolve } = Promise.withResolvers<AttemptOutcome>();
            open.set(taken.lane, resolve);
            signal.addEventListener("abort", () => resolve(failed));
            return promise;
          },
        },
      },
    });
    t.teardown(queue.stop);
    return queue;
  };
  const lanes = () => begun.map(({ lane }) => lane).sort();
  return { stores, clock, errors, begun, lanes, open, kept, queue: startNow(), startNow };
}

/** Lets everything happen that needs no time. */
async function settle({ clock }: { clock: ReturnType<typeof handClock> }) {
  for (let turn = 0; turn < 20; turn++) await clock.pass(0);
}

test("an empty queue waits for nothing, and a waiting job for its moment only", async (t) => {
  const world = await queueFor(t, () => done);
  await settle(world);
  t.equal(world.clock.waiting(), 0, "no timer");
  await world.stores.jobs.enqueue([job("a", { due: start + 20_000 })]);
  world.queue.wake();
  await settle(world);
  t.equal(world.clock.waiting(), 1);
  await world.clock.pass(19_999);
  t.same(world.begun, []);
  await world.clock.pass(1);
  await settle(world);
  t.same(world.lanes(), ["a"]);
  t.equal(world.clock.waiting(), 0);
  t.same(world.errors, []);
});

test("a failed job is tried by its schedule and becomes a dead letter", async (t) => {
  const world = await queueFor(t, () => failed);
  await world.stores.jobs.enqueue([job("a")]);
  world.queue.wake();
  for (const [passed, attempts] of [
    [0, 1],
    [999, 1],
    [1, 2],
    [4999, 2],
    [1, 3],
    [86_400_000, 3],
  ] as const) {
    await world.clock.pass(passed);
    await settle(world);
    t.equal(world.begun.length, attempts, `${attempts} attempts`);
  }
  t.match(await world.stores.jobs.find("a", 1), { state: "dead", attempt: { error: "no" } });
});

test("one job of a lane and four of a host at a time, fifty in all; one that takes long delays no other", async (t) => {
  const world = await queueFor(t);
  const jobs = Array.from({ length: 60 }, (_, index) => job(`l${index}`, { host: `h${index % 30}.example` }));
  const sameHost = Array.from({ length: 6 }, (_, index) => job(`slow${index}`, { host: "slow.example" }));
  await world.stores.jobs.enqueue([...sameHost, job("slow0", { host: "slow.example" }), ...jobs]);
  world.queue.wake();
  await settle(world);
  t.equal(world.begun.length, 50);
  t.equal(world.lanes().filter((lane) => lane.startsWith("slow")).length, 4);
  for (let round = 0; round < 5; round++) {
    for (const [lane, end] of world.open) if (!lane.startsWith("slow")) end(done);
    await settle(world);
  }
  t.equal(new Set(world.lanes()).size, 64, "all but those of the slow host");
  world.open.get("slow0")?.(done);
  await settle(world);
  t.equal(world.lanes().filter((lane) => lane.startsWith("slow")).length, 5);
  t.same(world.errors, []);
});

test("a stop counts as no attempt, and the next start tries the same jobs at once", async (t) => {
  const world = await queueFor(t);
  await world.stores.jobs.enqueue([job("a"), job("b", { due: start + 5 })]);
  world.queue.wake();
  await settle(world);
  t.same(world.lanes(), ["a"]);
  await world.queue.stop();
  t.match(await world.stores.jobs.find("a", 1), { failures: 0, attempt: undefined });
  t.equal(world.clock.waiting(), 0);
  world.queue.wake();
  await world.clock.pass(60_000);
  t.same(world.lanes(), ["a"], "it has stopped");
  world.startNow();
  await settle(world);
  t.same(world.lanes(), ["a", "a", "b"]);
});

test("a clock that is set back by years delays nothing, and one that is set forward brings what is due", async (t) => {
  const world = await queueFor(t, () => done);
  await world.stores.jobs.enqueue([job("a", { due: start + 50_000 })]);
  world.queue.wake();
  await settle(world);
  world.clock.set(start - 1000 * 86_400_000);
  await world.clock.pass(30_000);
  await settle(world);
  t.same(world.lanes(), ["a"]);
  await world.stores.jobs.enqueue([job("b", { due: start })]);
  world.queue.wake();
  await settle(world);
  world.clock.set(start + 1000);
  await world.clock.pass(30_000);
  await settle(world);
  t.same(world.lanes(), ["a", "b"]);
});

test("a store that fails for a while, and a handler that throws, end nothing", async (t) => {
  const { stores } = await testStores(t);
  const clock = handClock(start);
  const errors: string[] = [];
  let isBroken = true;
  let attempts = 0;
  const store = {
    ...stores.jobs,
    take: (request: Parameters<typeof stores.jobs.take>[0]) => {
      if (isBroken) throw new Error("the disk is full");
      return stores.jobs.take(request);
    },
  };
  const queue = startQueue({
    store,
    keptMs: () => 30 * day,
    clock,
    random: () => 0,
    onError: (error) => errors.push((error as Error).message),
    handlers: {
      test: {
        retryDelaysMs: [],
        async perform() {
          attempts += 1;
          if (attempts === 1) throw new Error("a fault in the handler");
          return done;
        },
      },
    },
  });
  t.teardown(queue.stop);
  await stores.jobs.enqueue([job("a"), job("b", { kind: "unknown" })]);
  await settle({ clock });
  isBroken = false;
  await clock.pass(30_000);
  await settle({ clock });
  t.match(await stores.jobs.find("b", 2), { state: "dead", attempt: { error: "no program does unknown" } });
  await clock.pass(150_000);
  await until(async () => (await stores.jobs.find("a", 1))?.state === "done");
  t.equal(attempts, 2, "after its lease");
  t.match(errors, [/The queue cannot be read or written: the disk is full/, "a fault in the handler"]);
});

test("deliveries that ended stay as long as the configuration says, also after it changes", async (t) => {
  const queue = await queueFor(t, (taken) => (taken.lane === "a" ? done : { ...failed, outcome: "ended" }));
  await queue.stores.jobs.enqueue([job("a"), job("b")]);
  queue.queue.wake();
  await settle(queue);
  const states = async () => {
    const jobs = await Promise.all(["a", "b"].map((lane) => queue.stores.jobs.list(lane, { limit: 9 })));
    return jobs.flat().map(({ state }) => state);
  };
  await queue.clock.pass(20 * day);
  t.same(await states(), ["done", "dead"]);
  queue.kept.ms = 19 * day;
  queue.queue.wake();
  await settle(queue);
  t.same(await states(), []);
});
