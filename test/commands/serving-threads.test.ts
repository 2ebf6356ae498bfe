import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { type Test, test } from "tap";
import { request } from "undici";
import { systemClock } from "../../src/clock.ts";
import { startServing } from "../../src/commands/serve/serving/plane.ts";
import { startThreadPool, type ThreadPool } from "../../src/commands/serve/serving/pool.ts";
import type { FromThread, ThreadStart, ToThread } from "../../src/commands/serve/serving/thread-messages.ts";
import { prepareThreads, type ServingThread } from "../../src/commands/serve/serving/threads.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Manifest } from "../../src/published/manifest.ts";
import type { PublishedUpdate } from "../../src/published/view.ts";
import { token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { place, publishIn } from "./process.ts";

/* A serving thread that ends is replaced, and the new one knows everything that the others know. */

/** A thread that listens as soon as it has heard everything, until the test ends it. */
function scriptedThread() {
  const heard: ToThread[] = [];
  const listeners: ((message: FromThread) => void)[] = [];
  const ended = Promise.withResolvers<string | undefined>();
  const thread: ServingThread = {
    send(message) {
      heard.push(message);
      if (message.kind === "sync") for (const tell of listeners) tell({ kind: "listening" });
      if (message.kind === "stop") ended.resolve(undefined);
    },
    onMessage: (listener) => void listeners.push(listener),
    onEnd: (listener) => void ended.promise.then(listener),
    terminate: async () => ended.resolve("it was terminated"),
  };
  let answered = 0;
  const answerSyncs = () => {
    const syncs = heard.flatMap((message) => (message.kind === "sync" ? [message] : []));
    for (const { id } of syncs.slice(answered)) for (const tell of listeners) tell({ kind: "synced", id });
    answered = syncs.length;
  };
  return { ...thread, heard, answerSyncs };
}

/** A log that keeps its lines. */
function keptLog() {
  const lines: string[] = [];
  return { lines, log: pino({ level: "info" }, { write: (line: string) => void lines.push(line) }) };
}

async function startPool(t: Test) {
  const threads: ReturnType<typeof scriptedThread>[] = [];
  const updates: PublishedUpdate[] = [{ kind: "changes", entries: [["/feeds/a.rss", "{}"]], removed: [] }];
  const running: number[] = [];
  const { log, lines } = keptLog();
  let started: ThreadPool | undefined;
  const pool = await startThreadPool({
    start: { threads: 3 } as Omit<ThreadStart, "number">,
    clock: systemClock,
    startThread: () => {
      const thread = scriptedThread();
      threads.push(thread);
      return thread;
    },
    updates: () => updates,
    readMetrics: async () => ({ type: "", text: "" }),
    onLost() {},
    onCounted() {},
    // Read at once: later, another thread may run already.
    onChange: () => void (started && running.push(started.running())),
    log,
  });
  started = pool;
  t.teardown(pool.stop);
  return { pool, threads, updates, running, lines };
}

test("a thread that ends is replaced by one that hears everything, in order, before it listens", async (t) => {
  const { pool, threads, updates, running, lines } = await startPool(t);
  const state = { health: {}, publishing: undefined } as never;
  pool.setState(state);
  updates.push({ kind: "changes", entries: [], removed: ["/feeds/a.rss"] });
  await threads[1]?.terminate();
  await until(() => threads.length === 4 && running.at(-1) === 3);
  t.same(threads[3]?.heard, [
    { kind: "update", updates },
    { kind: "state", state },
    { kind: "sync", id: 0 },
  ]);
  t.equal(pool.running(), 3);
  t.same(running.slice(-2), [2, 3], "two answer meanwhile");
  t.match(lines.join(""), /"thread":2,"reason":"it was terminated","msg":"a serving thread ended; another one/);
});

test("a thread hears of a step once it has applied the one before, and a sync waits for all of them", async (t) => {
  const { pool, threads } = await startPool(t);
  const [first] = threads;
  const steps = ["/a", "/b"].map((path): PublishedUpdate[] => [{ kind: "changes", entries: [], removed: [path] }]);
  const heardBefore = first?.heard.length ?? 0;
  for (const step of steps) pool.update(step);
  const order: string[] = [];
  const synced = pool.sync().then(() => order.push("sync"));
  const said = () => first?.heard.slice(heardBefore) ?? [];
  const answer = async (count: number) => {
    await until(() => said().filter(({ kind }) => kind === "sync").length === count);
    order.push(`answer ${count}`);
    for (const thread of threads) thread.answerSyncs();
  };
  await answer(1);
  t.same(
    said().filter(({ kind }) => kind === "update"),
    [{ kind: "update", updates: steps[0] }],
  );
  await answer(2);
  await answer(3);
  await synced;
  t.same(
    said().flatMap((message) => (message.kind === "update" ? message.updates : [])),
    steps.flat(),
  );
  t.same(order, ["answer 1", "answer 2", "answer 3", "sync"]);
});

test("a question to all threads waits for none that has ended, and a stop starts none", async (t) => {
  const { pool, threads } = await startPool(t);
  const report = pool.report();
  for (const thread of threads) await thread.terminate();
  t.same(await report, []);
  await pool.stop();
  t.equal(threads.length, 3);
});

slowTest(
  "real threads: one ends, polls go on, health, log and metrics say so, and the next one has everything",
  async (t) => {
    const where = await place(t);
    await publishIn(where, []);
    const environment = readEnvironment({ ...where.env, ADMIN_TOKEN: token });
    const config = await loadConfig(environment);
    const { log, lines } = keptLog();
    const startThread = prepareThreads(0);
    const threads: ServingThread[] = [];
    const serving = await startServing(
      { ...config, serving: { ...config.serving, threads: 2, downloadsPerHour: 0 } },
      {
        clock: systemClock,
        log,
        send: undefined,
        startThread(start, clock) {
          const thread = startThread(start, clock);
          threads.push(thread);
          return thread;
        },
      },
    );
    t.teardown(serving.stop);
    const url = `http://127.0.0.1:${environment.port}`;
    // Each request has a connection of its own: those of the thread are lost with it.
    const ask = async (path: string) => {
      const headers = { authorization: `Bearer ${token}` };
      const { statusCode, body } = await request(url + path, { headers, reset: true });
      return { status: statusCode, text: await body.text() };
    };
    t.match(JSON.parse((await ask("/readyz")).text), { status: "ready", threads: { running: 2, wanted: 2 } });
    // Documents that could not be recorded in FEEDS_DIR.
    const { documents } = JSON.parse(await readFile(join(environment.feedsDir, "manifest.json"), "utf8")) as Manifest;
    const entry = { ...documents.find(({ path }) => path === "/feeds/news.rss"), path: "/feeds/unrecorded.rss" };
    serving.receive({
      kind: "unrecorded",
      changes: { kind: "changes", entries: [[entry.path, JSON.stringify(entry)]], removed: [] },
    });

    await threads[0]?.terminate();
    t.match(JSON.parse((await ask("/readyz")).text), { status: "degraded", threads: { running: 1, wanted: 2 } });
    t.match((await ask("/metrics")).text, /^courant_serving_threads 1$/m);
    const statuses = new Set<number>();
    await until(async () => {
      statuses.add((await ask("/feeds/news.rss")).status);
      return JSON.parse((await ask("/readyz")).text).status === "ready";
    });
    t.same([...statuses], [200], "every poll meanwhile is answered");
    t.match(lines.join(""), /a serving thread ended; another one takes its place/);
    t.match((await ask("/metrics")).text, /^courant_serving_threads 2$/m);
    await threads[1]?.terminate();
    await until(async () => (await ask("/readyz")).text.includes('"running":2'));
    t.equal((await ask(entry.path)).status, 200, "also of what was not recorded");
  },
);
