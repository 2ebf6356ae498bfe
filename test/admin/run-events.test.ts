import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Fastify from "fastify";
import { type Test, test } from "tap";
import { request } from "undici";
import { runRoutes } from "../../src/admin/run-routes.ts";
import { systemClock } from "../../src/clock.ts";
import { readEvents } from "../../src/commands/workspace/event-stream.ts";
import { type ConnectionLimits, connectionLimits } from "../../src/http/limits.ts";
import { createHttpServer } from "../../src/http/server.ts";
import type { Run } from "../../src/stores/runs.ts";
import { nothing, publisherOfSlowRuns, settle } from "../publish/slow-runs.ts";
import { json, maxAnswerMs, startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";

const shortTimeoutMs = 50;

/** Serves the routes of runs on a socket, with little time for an answer. The test decides when runs go on and end. */
async function slowService(t: Test, answerTimeoutMs = shortTimeoutMs) {
  const limits: ConnectionLimits = { ...connectionLimits, stallTimeoutMs: 0, answerTimeoutMs };
  const slow = publisherOfSlowRuns();
  let listening = 0;
  const publisher: typeof slow.publisher = {
    ...slow.publisher,
    onProgress(listener) {
      const stop = slow.publisher.onProgress(listener);
      listening += 1;
      return () => {
        listening -= 1;
        stop();
      };
    },
  };
  const app = Fastify({ serverFactory: (handler) => createHttpServer(handler, limits) });
  await app.register(runRoutes, { publisher, clock: systemClock });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  t.teardown(async () => {
    app.server.closeAllConnections();
    await app.close();
  });
  const { run } = publisher.regenerate("admin");
  await settle();
  const [step] = slow.steps;
  const [end] = slow.ends;
  if (!step || !end) throw new Error("no run");
  return { app, url, run, step, end, port: Number(new URL(url).port), listening: () => listening };
}

/** Reads the events of a stream until it ends. */
async function follow(url: string, headers: Record<string, string> = {}) {
  const events: { name: string; data: Run & { done: number; total: number; what: string } }[] = [];
  const answer = await request(url, { headers, signal: AbortSignal.timeout(maxAnswerMs) });
  const ended = (async () => {
    for await (const { name, data } of readEvents(answer.body)) events.push({ name, data: JSON.parse(data) });
  })();
  return { answer, events, ended };
}

const made = (what: string) => ({ what, outcome: "changed", changed: 4, durationMs: 1 }) as const;

test("the run as it stands, what it makes, how far it is, the run that is over, the end", async (t) => {
  const { url, run, step, end, listening } = await slowService(t);
  step({ done: 1, total: 500, result: made("before") });
  const { answer, events, ended } = await follow(`${url}/runs/${run.id}/events`);
  t.match(answer.headers, { "content-type": /^text\/event-stream/, "x-accel-buffering": "no" });
  await until(() => events.length === 1);
  t.match(events[0], { name: "run", data: { state: "running", made: [{ what: "before" }], progress: { done: 1 } } });
  const started = Date.now();
  for (let done = 2; done <= 499; done++) {
    step({ done, total: 500, result: made(`c${done}`) });
    if (done % 10 === 0) await sleep(5);
  }
  await sleep(200);
  step({ done: 500, total: 500 });
  end.resolve({ ...nothing, unchanged: 9 });
  await ended;
  const progress = events.filter(({ name }) => name === "progress").map(({ data }) => data.done);
  t.ok(progress.length <= 2 + (Date.now() - started) / 100, `not more than ten a second: ${progress}`);
  t.equal(progress.at(-1), 500, "the last one is always sent");
  t.same(
    events.filter(({ name }) => name === "made").map(({ data }) => data.what),
    Array.from({ length: 498 }, (_, index) => `c${index + 2}`),
    "each once, in order",
  );
  t.match(events.at(-1), { name: "run", data: { id: run.id, state: "done", documents: { unchanged: 9 } } });
  t.equal(events.filter(({ name }) => name === "run").length, 2);
  t.equal(listening(), 0);
});

test("a run that is over: the run and the end; whoever has seen that is told to stop", async (t) => {
  const { url, run, end, listening } = await slowService(t);
  end.resolve(nothing);
  await until(() => run.state === "done");
  const address = `${url}/runs/${run.id}/events`;
  const { events, ended } = await follow(address);
  await ended;
  t.match(events, [{ name: "run", data: { state: "done" } }]);
  const text = await (await request(address)).body.text();
  t.match(text, `id: ${run.id}\n`);
  t.equal((await request(address, { headers: { "last-event-id": run.id } })).statusCode, 204);
  t.equal((await request(address, { headers: { "last-event-id": "another" } })).statusCode, 200);
  await until(() => listening() === 0);
  t.equal(listening(), 0);
});

test("a stream that is silent for longer than an answer may take goes on", async (t) => {
  const { url, run, end } = await slowService(t);
  const { events, ended } = await follow(`${url}/runs/${run.id}/events`);
  await sleep(shortTimeoutMs * 5);
  end.resolve(nothing);
  await ended;
  t.match(events.at(-1), { name: "run", data: { state: "done" } });
});

test("a client that goes away leaves nothing that listens", async (t) => {
  const { port, run, step, listening } = await slowService(t);
  const client = connect(port, "127.0.0.1");
  client.write(`GET /runs/${run.id}/events HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(client, "data");
  t.equal(listening(), 1);
  client.destroy();
  await until(() => listening() === 0);
  t.equal(listening(), 0);
  step({ done: 1, total: 1 });
});

/**
 * Connects a client that reads the beginning of a stream and then nothing, while a run says 150 MB.
 * @returns the megabytes that were written for the client
 */
async function stopReading(t: Test, { port, run, step, listening }: Awaited<ReturnType<typeof slowService>>) {
  const client = connect(port, "127.0.0.1").on("error", () => {});
  t.teardown(() => client.destroy());
  client.write(`GET /runs/${run.id}/events HTTP/1.1\r\nHost: x\r\n\r\n`);
  await once(client, "readable");
  let written = 0;
  const large = {
    ...made("a"),
    toJSON() {
      written += 1;
      return "x".repeat(1_000_000);
    },
  };
  for (let done = 1; done <= 150 && listening() > 0; done++) {
    step({ done, total: 150, result: large });
    await sleep(20);
  }
  return written;
}

test("for a client that stops reading nothing piles up", async (t) => {
  const written = await stopReading(t, await slowService(t, 60_000));
  t.ok(written > 0 && written < 75, `of 150 MB ${written}`);
});

test("a client that stops reading is ended, as others are that take nothing of their answer", async (t) => {
  const service = await slowService(t);
  await stopReading(t, service);
  await until(() => service.listening() === 0);
  t.equal(service.listening(), 0);
});

test("when the service stops, streams end where they stand", async (t) => {
  const { app, url, run, end, listening } = await slowService(t);
  const { events, ended } = await follow(`${url}/runs/${run.id}/events`);
  await until(() => events.length > 0);
  await app.close();
  await ended;
  t.match(events, [{ name: "run", data: { state: "running" } }]);
  t.equal(listening(), 0);
  end.resolve(nothing);
});

slowTest(
  "on a whole service: the token, what there is not, each channel’s outcome, and a failure that is undone",
  async (t) => {
    const service = await startService(t);
    t.equal((await service.get("/admin/runs/x/events")).status, 401);
    t.match(json(await service.admin("GET", "/runs/x/events")), { code: "RUN_NOT_FOUND" });
    const health = async () => json<{ status: string }>(await service.get("/readyz"));
    await service.admin("POST", "/articles", { id: "urn:x:1", title: "One", tags: ["tech"] });
    const runs = async () => json<{ runs: Run[] }>(await service.admin("GET", "/runs")).runs;
    await until(async () => (await runs()).some(({ causes, state }) => causes.includes("change") && state === "done"));
    t.same((await health()).status, "ready");

    const file = join(service.folder, "feeds", "tech.rss");
    t.equal((await service.get("/feeds/tech.rss")).status, 200);
    await rm(file);
    await mkdir(join(file, "in-the-way"), { recursive: true });
    await service.admin("PATCH", "/articles/urn:x:1", { title: "Two" });
    await until(async () => (await health()).status === "degraded");
    const { id } = json<Run>(await service.admin("POST", "/regenerate", {}, { prefer: "respond-async" }));
    const headers = { authorization: `Bearer ${token}` };
    const { answer, events, ended } = await follow(`${service.url}/admin/runs/${id}/events`, headers);
    await ended;
    t.equal(answer.headers["cache-control"], "no-store");
    const run = events.at(-1)?.data;
    t.equal(run?.id, id);
    const tech = run?.made.find(({ what }) => what === "tech");
    t.match(tech, { outcome: "failed", error: /tech\.rss/ });
    t.type(tech?.durationMs, "number");
    t.equal(run?.progress.done, run?.progress.total);
    t.notOk("made" in ((await runs())[0] ?? {}));
    const head = await service.admin("HEAD", `/runs/${id}/events`);
    t.same([head.status, head.headers.allow], [405, "GET"]);

    const degraded = await service.get("/readyz");
    t.equal(degraded.status, 200);
    const { since, ...body } = json<{ since: string }>(degraded);
    t.match(body, {
      status: "degraded",
      documents: Number,
      failed: [{ what: "tech", error: /^could not be made \(E\w+\)$/ }],
    });
    t.ok(Date.parse(since) <= Date.now());
    t.notMatch(degraded.body.toString(), service.folder);
    t.equal((await service.get("/feeds/tech.rss")).status, 200, "the last good document");

    await rm(file, { recursive: true });
    await service.admin("POST", "/regenerate", { channels: ["news"] });
    t.match(await health(), { status: "degraded", failed: [{ what: "tech" }] });
    await service.admin("POST", "/regenerate", { channels: ["tech"] });
    t.match(await health(), { status: "ready", failed: [] });
  },
);
