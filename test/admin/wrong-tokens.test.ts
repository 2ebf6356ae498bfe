import { connect } from "node:net";
import { join } from "node:path";
import Fastify from "fastify";
import { type Test, test } from "tap";
import { auth } from "../../src/admin/auth.ts";
import { createAuthenticate, hashToken } from "../../src/admin/authenticate.ts";
import { createTokenLimit } from "../../src/admin/token-limit.ts";
import { systemClock } from "../../src/clock.ts";
import { json, startService, token } from "../service.ts";
import { slowTest } from "../slow.ts";

/** A clock whose sleepers never wake, and the delays that they asked for. */
function sleeplessClock() {
  const delays: number[] = [];
  const sleep = (milliseconds: number) => {
    delays.push(milliseconds);
    return new Promise<void>(() => {});
  };
  return { ...systemClock, sleep, delays };
}

/** An application that trusts what X-Forwarded-For says, with one path behind the token. */
async function guardedApp(t: Test, { trustProxy = true as true | string, clock = systemClock } = {}) {
  const app = Fastify({ trustProxy });
  await app.register(auth, {
    authenticate: createAuthenticate({ adminHash: async () => hashToken(token), find: async () => undefined, clock }),
    countRequest: createTokenLimit(clock),
    tokenHint: () => "",
    log: app.log,
    clock,
    maxFailures: 3,
  });
  app.get("/", () => "in");
  t.teardown(() => app.close());
  return async (forwardedFor: string, sent = "wrong") => {
    const headers = { authorization: `Bearer ${sent}`, "x-forwarded-for": forwardedFor };
    return (await app.inject({ url: "/", headers })).statusCode;
  };
}

test("wrong tokens from all over a /64 are those of one client", async (t) => {
  const ask = await guardedApp(t);
  const statuses: number[] = [];
  for (const end of [":1", ":2", ":ffff:1", "a:b:c:d", "0:0:0:5"]) statuses.push(await ask(`2001:db8:1:2:${end}`));
  t.same(statuses, [401, 401, 401, 429, 429]);
  t.equal(await ask("2001:db8:1:3::1"), 401, "another /64");
  t.equal(await ask("2001:db8:1:2::7", token), 200, "the right token from the same network");
});

test("an IPv4 address counts as itself, however it is written", async (t) => {
  const ask = await guardedApp(t);
  const statuses: number[] = [];
  for (const address of ["192.0.2.1", "::ffff:192.0.2.1", "::ffff:c000:201", "192.0.2.1"])
    statuses.push(await ask(address));
  t.same(statuses, [401, 401, 401, 429]);
  t.equal(await ask("192.0.2.2"), 401, "its neighbour");
});

test("behind a proxy that is not trusted wrong tokens wait, the right one never does", async (t) => {
  const clock = sleeplessClock();
  const ask = await guardedApp(t, { trustProxy: "10.9.9.9", clock });
  const waiting = Array.from({ length: 16 }, () => ask("203.0.113.1"));
  while (clock.delays.length < 16) await new Promise((resolve) => setImmediate(resolve));
  t.equal(Math.max(...clock.delays), 1000);
  t.equal(await ask("203.0.113.1"), 429, "more than can be held back are refused at once");
  t.equal(await ask("203.0.113.1", token), 200, "the right one");
  t.equal(clock.delays.length, 16);
  for (const each of waiting) each.catch(() => {});
});

slowTest("on a Unix socket, too", async (t) => {
  const clock = sleeplessClock();
  const socket = join(t.testdir(), "courant.sock");
  const service = await startService(t, { clock, env: { SOCKET: socket } });
  const held = Array.from({ length: 16 }, () => {
    const connection = connect(socket);
    connection.write("GET /admin/runs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer wrong\r\n\r\n");
    return connection;
  });
  t.teardown(() => {
    for (const connection of held) connection.destroy();
  });
  while (clock.delays.length < 16) await new Promise((resolve) => setImmediate(resolve));
  const refused = await service.get("/admin/runs", { authorization: "Bearer wrong" });
  t.match([refused.status, json<{ code: string }>(refused).code], [429, "TOO_MANY_FAILURES"]);
  t.equal((await service.admin("GET", "/runs")).status, 200);
  const wrong = { authorization: "Bearer wrong", "x-forwarded-for": "203.0.113.9" };
  t.equal((await service.get("/admin/runs", wrong)).status, 401, "a client that the proxy names is told apart");
});
