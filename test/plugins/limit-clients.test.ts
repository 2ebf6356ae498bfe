import Fastify from "fastify";
import { test } from "tap";
import { limitClients } from "../../src/plugins/limit-clients.ts";

test("a network may send so many requests, and is told how long to wait; others are not concerned", async (t) => {
  const app = Fastify({ trustProxy: true });
  await app.register(async (scope) => {
    await limitClients(scope, 3, (reply, seconds) => reply.code(429).send(`wait ${seconds}`));
    scope.get("/limited", () => "here");
  });
  app.get("/free", () => "here");
  const ask = async (ip: string, url = "/limited") => {
    const { statusCode, headers, body } = await app.inject({ url, headers: { "x-forwarded-for": ip } });
    return { status: statusCode, wait: headers["retry-after"], body };
  };
  for (let count = 0; count < 3; count++) t.equal((await ask(`2001:db8:1:2::${count}`)).status, 200);
  const refused = await ask("2001:db8:1:2::9");
  t.equal(refused.status, 429);
  t.match(refused, { wait: /^\d+$/, body: `wait ${refused.wait}` });
  t.equal((await ask("2001:db8:1:3::1")).status, 200);
  t.equal((await ask("192.0.2.1")).status, 200);
  t.equal((await ask("2001:db8:1:2::9", "/free")).status, 200);
});
