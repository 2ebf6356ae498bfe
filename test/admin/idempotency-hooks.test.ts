import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import Fastify, { type FastifyInstance } from "fastify";
import { type Test, test } from "tap";
import { request } from "undici";
import { adminCaller } from "../../src/admin/caller.ts";
import { addIdempotency } from "../../src/admin/idempotency.ts";
import { CourantError } from "../../src/errors.ts";
import { createErrorHandler, problemDetails } from "../../src/plugins/problems.ts";
import type { AnswerStore } from "../../src/stores/answers.ts";
import { testStores } from "../stores/helpers.ts";
import { until } from "../until.ts";

/** An application that listens, with routes whose work a test holds, counts and lets fail. */
async function startApp(t: Test, { keep }: Partial<AnswerStore> = {}) {
  const { stores, clock } = await testStores(t);
  const errors: unknown[] = [];
  const log = { info() {}, warn() {}, error: (details: unknown) => errors.push(details) };
  const answers = { ...stores.answers, ...(keep && { keep }) };
  const app = Fastify({ forceCloseConnections: true });
  await app.register(problemDetails, { answerError: createErrorHandler(log as never, false) });
  app.decorateRequest("caller");
  app.addHook("onRequest", async (each) => {
    each.caller = adminCaller;
  });
  app.addContentTypeParser("application/octet-stream", async (_request: unknown, body: unknown) => body);
  addIdempotency(app, { answers, clock, log });
  const count = addRoutes(app);
  await app.listen({ port: 0, host: "127.0.0.1" });
  t.teardown(() => app.close());
  const { port } = app.server.address() as AddressInfo;

  async function post(path: string, body: string | Readable = "x", signal?: AbortSignal) {
    const answer = await request(`http://127.0.0.1:${port}${path}`, {
      method: "POST",
      body,
      headers: { "idempotency-key": "k", "content-type": "application/octet-stream" },
      ...(signal && { signal }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers,
      isReplayed: answer.headers["idempotent-replayed"] === "true",
      body: await answer.body.text(),
    };
  }

  return { post, count, errors };
}

/** Adds the routes. @returns what counts how often each did its work, and what it received so far */
function addRoutes(app: FastifyInstance) {
  const done: Record<string, number> = {};
  const state = { received: 0, disconnected: 0, finish: Promise.withResolvers<void>() };
  const count = (path: string) => {
    done[path] = (done[path] ?? 0) + 1;
    return done[path];
  };

  app.post("/read", async ({ body, url }) => {
    for await (const chunk of body as Readable) state.received += (chunk as Buffer).length;
    return { time: count(url) };
  });

  app.post("/status/:status", async ({ body, url, params }, reply) => {
    for await (const _ of body as Readable);
    return reply.code(Number((params as { status: string }).status)).send({ time: count(url) });
  });

  app.post("/unread", async ({ url }) => {
    count(url);
    throw new CourantError("BODY_TOO_LARGE", "It is too large.");
  });

  app.post("/long", async ({ body, url }, reply) => {
    for await (const _ of body as Readable);
    count(url);
    return reply.header("location", "/long/1").send("x".repeat(1024 * 1024 + 1));
  });

  app.post("/stream", async (request, reply) => {
    for await (const _ of request.body as Readable);
    const time = count(request.url);
    reply.raw.once("close", () => (state.disconnected += Number(!reply.raw.writableFinished)));
    async function* lines() {
      yield `line 1 of ${time}\n`;
      await state.finish.promise;
      request.isUnfinished = time === 1 && request.query !== null && "fails" in (request.query as object);
      yield "line 2\n";
    }
    return reply.type("text/plain").send(Readable.from(lines()));
  });

  return Object.assign((path: string) => done[path] ?? 0, { state });
}

test("a request that goes on is answered 409 when it comes again, and gets its answer afterwards", async (t) => {
  const { post, count } = await startApp(t);
  const body = new Readable({ read() {} });
  body.push("first half, ");
  const first = post("/read", body);
  await until(() => count.state.received > 0);
  t.equal(count.state.received, 12, "the work gets each piece as it comes in");
  const second = await post("/read", "first half, second half");
  t.match(second, { status: 409, headers: { "retry-after": "1" }, body: /REQUEST_IN_PROGRESS/ });
  t.match(await post("/long"), { status: 422, body: /IDEMPOTENCY_KEY_REUSED/ }, "another request with its key");
  body.push("second half");
  body.push(null);
  t.match(await first, { status: 200, isReplayed: false });
  t.match(await post("/read", "first half, second half"), { status: 200, isReplayed: true, body: '{"time":1}' });
  t.equal(count("/read"), 1);
});

test("a body that breaks off, or that is refused unread, leaves no key behind", async (t) => {
  const { post, count } = await startApp(t);
  const body = new Readable({ read() {} });
  body.push("x");
  const broken = post("/read", body);
  await until(() => count.state.received > 0);
  body.destroy(new Error("the client is gone"));
  await t.rejects(broken);
  let answer = await post("/read");
  await until(async () => {
    if (answer.status === 409) answer = await post("/read");
    return answer.status !== 409;
  });
  t.match(answer, { status: 200, isReplayed: false, body: '{"time":1}' });
  const other = await startApp(t);
  for (const time of [1, 2]) {
    t.match(await other.post("/unread"), { status: 413, isReplayed: false });
    t.equal(other.count("/unread"), time);
  }
});

test("answers that ask to come again are not kept, all others are", async (t) => {
  for (const [status, isKept] of [
    [200, true],
    [202, true],
    [404, true],
    [409, true],
    [422, true],
    [408, false],
    [429, false],
    [500, false],
    [503, false],
    [507, false],
  ] as const) {
    const { post, count } = await startApp(t);
    const path = `/status/${status}`;
    const [first, second] = [await post(path), await post(path)];
    t.match([first.status, second.status, count(path), second.isReplayed], [status, status, isKept ? 1 : 2, isKept]);
  }
});

test("a request whose answer is too long to keep is not done again", async (t) => {
  const { post, count } = await startApp(t);
  t.equal((await post("/long")).body.length, 1024 * 1024 + 1);
  const again = await post("/long");
  t.match(again, {
    status: 409,
    body: /answered 200 with “Location: \/long\/1”. The answer had more than 1,048,576 bytes/,
  });
  t.match(JSON.parse(again.body), { code: "ANSWER_NOT_KEPT", answered: 200, location: "/long/1" });
  t.equal(count("/long"), 1);
});

test("an answer that is made while it is sent is kept when it has ended, and only if the work was done", async (t) => {
  const { post, count } = await startApp(t);
  const first = post("/stream");
  await until(() => count("/stream") > 0);
  t.match(await post("/stream"), { status: 409 }, "it still goes on");
  count.state.finish.resolve();
  const text = "line 1 of 1\nline 2\n";
  t.match(await first, { status: 200, body: text });
  t.match(await post("/stream"), { status: 200, body: text, isReplayed: true });

  const failing = await startApp(t);
  failing.count.state.finish.resolve();
  for (const time of [1, 2, 2]) t.match(await failing.post("/stream?fails"), { body: `line 1 of ${time}\nline 2\n` });

  const broken = await startApp(t);
  const client = new AbortController();
  const cut = broken.post("/stream", "x", client.signal);
  await until(() => broken.count("/stream") > 0);
  client.abort();
  await t.rejects(cut);
  await until(() => broken.count.state.disconnected > 0);
  broken.count.state.finish.resolve();
  await until(async () => (await broken.post("/stream")).status === 200);
  t.match(
    [await broken.post("/stream"), broken.count("/stream")],
    [{ isReplayed: true }, 2],
    "the client received no end",
  );
});

test("an answer that cannot be kept is sent all the same", async (t) => {
  const { post, count, errors } = await startApp(t, {
    keep: async () => {
      throw new CourantError("DISK_FULL", "There is no room.");
    },
  });
  for (const _ of [1, 2]) t.match(await post("/read"), { status: 200, isReplayed: false });
  t.equal(count("/read"), 2);
  t.match(errors, [{ err: { code: "DISK_FULL" } }, {}]);
});
