import { EventEmitter } from "node:events";
import { test } from "tap";
import {
  iterateUntilStopped,
  listenForStop,
  onStop,
  resultUnlessStopped,
  stopTimeoutMs,
} from "../../src/commands/process/stop-signals.ts";
import { createResources } from "../../src/commands/serve/resources.ts";
import { handClock } from "../schedule/hand-clock.ts";

function listening() {
  const signals = new EventEmitter();
  const clock = handClock(0);
  const told: string[] = [];
  const { signal, stop } = listenForStop({
    ...{ signals, clock },
    onSecondSignal: () => told.push("impatience"),
    onTimeout: () => told.push("timeout"),
  });
  signal.addEventListener("abort", () => told.push("stop"));
  return { signals, clock, told, stop };
}

test("signals within a second are one, as where a terminal sends SIGINT to all and npm passes it on", async (t) => {
  const { signals, clock, told } = listening();
  signals.emit("SIGINT");
  signals.emit("SIGINT");
  await clock.pass(900);
  signals.emit("SIGTERM");
  t.same(told, ["stop"]);
});

test("a signal after that is impatience", async (t) => {
  const { signals, clock, told } = listening();
  signals.emit("SIGTERM");
  await clock.pass(1_100);
  signals.emit("SIGTERM");
  t.same(told, ["stop", "impatience"]);
});

test("a process that does not end is told when the time is over, once", async (t) => {
  const { signals, clock, told, stop } = listening();
  await clock.pass(60_000);
  t.same(told, [], "the time begins with the stop");
  stop();
  signals.emit("SIGTERM");
  await clock.pass(stopTimeoutMs - 1);
  t.same(told, ["stop"]);
  await clock.pass(60_000);
  t.same(told, ["stop", "timeout"]);
});

test("a stop waits neither for work nor for the next part", async (t) => {
  const stopping = new AbortController();
  t.equal(await resultUnlessStopped(Promise.resolve(1), stopping.signal), 1);
  await t.rejects(resultUnlessStopped(Promise.reject(new Error("no")), stopping.signal), { message: "no" });
  async function* parts() {
    yield 1;
    stopping.abort();
    await new Promise(() => {});
  }
  const seen: number[] = [];
  for await (const part of iterateUntilStopped(parts(), stopping.signal)) seen.push(part);
  t.same(seen, [1]);
  t.equal(await resultUnlessStopped(new Promise(() => {}), stopping.signal), undefined);
  let told = 0;
  onStop(stopping.signal, () => told++);
  t.equal(told, 1, "also where the stop came before");
});

test("everything at work is stopped at the same time; then its resources are closed, the last first", async (t) => {
  const resources = createResources();
  const order: string[] = [];
  const slow = Promise.withResolvers<void>();
  resources.addResource("lock", () => order.push("lock"));
  resources.addResource("collection", () => order.push("collection"));
  resources.addWorker("answers", () => {
    order.push("answers");
    return slow.promise;
  });
  resources.addWorker("inbox", async () => order.push("inbox"));
  const closing = resources.close();
  await new Promise((resolve) => setImmediate(resolve));
  t.same(order, ["answers", "inbox"]);
  t.same(resources.listOpen(), ["answers", "collection", "lock"]);
  slow.resolve();
  await closing;
  t.same(order, ["answers", "inbox", "collection", "lock"]);
  t.same(resources.listOpen(), []);
});
