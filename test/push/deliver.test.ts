import type { RequestListener } from "node:http";
import { type Test, test } from "tap";
import type { FetchLimits } from "../../src/fetch/fetcher.ts";
import { createDeliveryHandler } from "../../src/push/deliver.ts";
import { createSecret } from "../../src/push/signature.ts";
import type { Webhook } from "../../src/stores/webhooks.ts";
import { fetcherFor, resolver, serve } from "../fetch/hostile.ts";
import { standingClock } from "../service.ts";

/** For receivers that never answer whole. All others may take as long as a busy machine needs. */
const shortLimits: Partial<FetchLimits> = { idleMs: 300, wholeMs: 600 };
const message = { id: "msg_1", type: "article.published", body: '{"type":"article.published"}', created: 0 };
const job = { number: 1, kind: "webhook", lane: "w", host: "receiver", attempts: 1, failures: 0, message };
const signal = new AbortController().signal;

/** Delivers once to a server. @returns the outcome, the webhook afterwards, and the lanes that ended */
async function deliver(
  t: Test,
  listener: RequestListener,
  settings: { url?: (port: number) => string; path?: string; limits?: Partial<FetchLimits> } = {},
) {
  const { port, connections } = await serve(t, listener);
  const { lookup } = resolver({
    "rebound.example": [["127.0.0.1"]],
    "mixed.example": [["93.184.216.34", "127.0.0.1"]],
  });
  const allow = settings.url ? [] : ["127.0.0.1"];
  const clock = standingClock("2026-03-01T12:00:00Z");
  const url = settings.url?.(port) ?? `http://127.0.0.1:${port}${settings.path ?? "/hook?key=value"}`;
  const secret = createSecret();
  let webhook: Webhook = { id: "w", url, events: [], secret, created: 0, failures: 0 };
  const ended: string[] = [];
  const disabled: string[] = [];
  const handler = createDeliveryHandler({
    webhooks: {
      find: async () => webhook,
      async update(_id, revise) {
        webhook = revise(webhook);
        return webhook;
      },
    },
    jobs: { endLane: async (lane) => void ended.push(lane) },
    fetcher: fetcherFor(t, { allow, lookup, ...(settings.limits && { limits: settings.limits }) }),
    clock,
    onDisabled: ({ id }) => disabled.push(id),
  });
  const outcome = await handler.perform(job, signal);
  return { ...outcome, webhook, ended, disabled, connections: connections() };
}

const minute = 60_000;

test("answers and what follows from them", async (t) => {
  for (const [status, headers, expected] of [
    [200, {}, { outcome: "done", attempt: { status: 200, error: undefined }, webhook: { failures: 0 } }],
    [
      500,
      {},
      { outcome: "failed", pauseMs: 0, attempt: { status: 500, error: "it answered 500" }, webhook: { failures: 1 } },
    ],
    [
      302,
      { location: "/other" },
      { outcome: "failed", attempt: { error: /redirects are not followed/ }, connections: 1 },
    ],
    [308, { location: "http://127.0.0.1:1/" }, { outcome: "failed", attempt: { status: 308 } }],
    [410, {}, { outcome: "ended", ended: ["w"], disabled: ["w"], webhook: { disabled: { reason: /answered 410/ } } }],
    [429, {}, { outcome: "failed", pauseMs: minute }],
    [502, { "retry-after": "120" }, { outcome: "failed", pauseMs: 2 * minute }],
    [504, { "retry-after": "Sun, 01 Mar 2026 12:05:00 GMT" }, { outcome: "failed", pauseMs: 5 * minute }],
    [503, { "retry-after": "99999999" }, { outcome: "failed", pauseMs: 1440 * minute }],
    [503, { "retry-after": "soon" }, { outcome: "failed", pauseMs: 0 }],
    [400, { "retry-after": "120" }, { outcome: "failed", pauseMs: 0 }],
  ] as const) {
    t.match(await deliver(t, (_, response) => response.writeHead(status, headers).end()), expected, `${status}`);
  }
});

test("an answer is kept in a few characters, and none of them moves a cursor or turns a line", async (t) => {
  const answered = await deliver(t, (_, response) =>
    response.writeHead(500).end(`\u001b[31mWrong\u202e\r\n\u0000 \ud83d\ude00${"x".repeat(5000)}`),
  );
  t.match(answered.attempt.answer, /^\[31mWrong 😀x{150,190}$/u);
  t.equal((await deliver(t, (_, response) => response.writeHead(204).end())).attempt.answer, undefined);
});

test("an answer without end is read for some bytes only, also when it is compressed", async (t) => {
  const chunk = Buffer.alloc(64 * 1024, "x");
  let sent = 0;
  const flood: RequestListener = (_, response) => {
    response.writeHead(200);
    const more = () => {
      while (!response.destroyed && response.write(chunk)) sent += chunk.length;
      sent += chunk.length;
    };
    response.on("drain", more).on("error", () => {});
    more();
  };
  t.match(await deliver(t, flood), { outcome: "done", attempt: { status: 200 } });
  t.ok(sent < 50_000_000, `${sent} bytes were sent`);
  const bomb: RequestListener = (_, response) => response.writeHead(200, { "content-encoding": "br" }).end(chunk);
  t.match(await deliver(t, bomb), { outcome: "failed", attempt: { error: /its compression is damaged/ } });
});

test("a receiver that holds the connection, drips, or closes it fails in time", async (t) => {
  const secondPart: RequestListener = (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("x"), 50);
    response.on("close", () => clearInterval(timer));
  };
  for (const [name, limits, listener, error] of [
    ["silent", shortLimits, () => {}, /no answer came in time|did not arrive/],
    ["dripping", shortLimits, secondPart, /did not arrive within 0\.6 seconds/],
    ["closing", {}, (request) => request.socket.destroy(), /the connection broke off/],
    [
      "header flood",
      {},
      (_, response) => response.writeHead(200, { "x-large": "x".repeat(60_000) }).end(),
      /headers are too large/,
    ],
  ] as [string, Partial<FetchLimits>, RequestListener, RegExp][]) {
    t.match(await deliver(t, listener, { limits }), { outcome: "failed", attempt: { status: undefined, error } }, name);
  }
});

test("a name that resolves to this machine is refused when it is delivered, whatever it said before", async (t) => {
  const listener: RequestListener = (_, response) => response.end();
  for (const host of ["rebound.example", "mixed.example"]) {
    const delivered = await deliver(t, listener, { url: (port) => `http://${host}:${port}/` });
    t.match(delivered, { outcome: "failed", attempt: { error: /resolves to 127\.0\.0\.1/ }, connections: 0 }, host);
  }
  const literal = await deliver(t, listener, { url: (port) => `http://127.0.0.1:${port}/` });
  t.match(literal, { outcome: "failed", attempt: { error: /not on the public internet/ }, connections: 0 });
});

test("the path of an address, which is often a secret, is in no message", async (t) => {
  const breakOff: RequestListener = (request) => request.socket.destroy();
  const long = `/hooks/${"secret-".repeat(60)}`;
  for (const path of ["/hooks/secret-1?key=secret-2", long]) {
    for (const url of [(port: number) => `http://127.0.0.1:${port}${path}`, () => `http://rebound.example${path}`]) {
      const { attempt } = await deliver(t, breakOff, { url });
      t.match(attempt.error, /not on the public internet/);
      t.notMatch(attempt.error, /secret/);
    }
    const { attempt, webhook } = await deliver(t, breakOff, { path });
    t.match(attempt.error, /^http:\/\/127\.0\.0\.1:\d+ cannot be fetched: the connection broke off/);
    t.notMatch(attempt.error, /\.$/, "it stands within other sentences");
    t.match(webhook.failures, 1);
  }
});

test("headers cannot be injected by an address, and hold nothing but the signature", async (t) => {
  let seen: string[] = [];
  await deliver(t, ({ rawHeaders }, response) => {
    seen = rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    response.end();
  });
  t.same(seen.sort(), [
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
    "webhook-id",
    "webhook-signature",
    "webhook-timestamp",
  ]);
});
