import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Test, test } from "tap";
import { type ConnectionLimits, connectionLimits } from "../../src/http/limits.ts";
import { answerClientError } from "../../src/http/refusal.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { listenInTest, standingClock, startService, type TestService, token } from "../service.ts";
import { ambiguous, malformed, oversized } from "./shapes.ts";

/** Clients that are slow, ambiguous or too much: test/load does the same to a service by the thousands. */

/** Sends bytes as they are, and then nothing more. @returns all that comes back until the connection ends */
function talk(port: number, bytes: string, isOver = true): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
  });
  // A connection may end while bytes are still on their way to it.
  socket.on("error", () => undefined);
  socket.on("end", () => socket.destroy()).on("close", () => resolve(heard));
  socket.write(bytes, "latin1");
  if (isOver) socket.end();
  return promise;
}

const statusesIn = (heard: string) => [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
const portOf = ({ url }: TestService) => Number(new URL(url).port);

for (const [kind, shapes] of Object.entries({ ambiguous, malformed, oversized })) {
  test(`${kind} requests get one answer at most`, async (t) => {
    const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z") });
    for (const { what, section, bytes, statuses } of shapes) {
      t.same(statusesIn(await talk(portOf(service), bytes)), statuses, `${what} (RFC ${section})`);
    }
    t.equal((await service.get("/feeds/news.rss")).status, 200, "and others are answered as ever");
  });
}

/** A server that answers “done” when the body is there, or at once with `X-Soon`; it keeps what was asked. */
async function startServer(t: Test, limits: Partial<ConnectionLimits>) {
  const asked: string[] = [];
  const held: (() => void)[] = [];
  const server = createHttpServer(
    (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.url === "/large") return void response.end(Buffer.alloc(50_000_000));
      if (request.url === "/held") return void held.push(() => response.end("done"));
      if (request.headers["x-soon"] !== undefined) return void response.end("done");
      request.resume().on("end", () => response.end("done"));
    },
    { ...connectionLimits, ...limits },
  );
  server.on("clientError", answerClientError);
  const port = await listenInTest(t, server);
  return { port, asked, held, server };
}

const short = { headersTimeoutMs: 60, bodyIntervalMs: 120, checkingIntervalMs: 20 };

test("slow requests are ended: line, headers, nothing at all (RFC 9110 section 15.5.9)", async (t) => {
  const { port, asked } = await startServer(t, short);
  for (const beginning of ["", "GET /", "GET / HTTP/1.1\r\nHost: x\r\nX-A: "]) {
    t.same(statusesIn(await talk(port, beginning, false)), [408], JSON.stringify(beginning));
  }
  t.same(asked, []);
  const post = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n";
  t.same(statusesIn(await talk(port, `${post}\r\nabc`, false)), [408], "a slow body");
  // The request has time to arrive, also while the machine does something else.
  const { port: patient } = await startServer(t, { ...short, headersTimeoutMs: 3_000, bodyIntervalMs: 3_000 });
  t.same(statusesIn(await talk(patient, `${post}X-Soon: 1\r\n\r\nabc`, false)), [200], "answered already: not twice");
});

test("a client that takes nothing of an answer is ended, and so is one that takes it for too long", async (t) => {
  for (const limits of [{ stallTimeoutMs: 100 }, { answerTimeoutMs: 100 }]) {
    const { port, server } = await startServer(t, limits);
    const ended = once(server, "connection").then(([socket]) => once(socket, "close"));
    const client = connect(port, "127.0.0.1").pause();
    t.teardown(() => client.destroy());
    client.write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    await ended;
    t.pass(JSON.stringify(limits));
  }
});

test("a client that takes an answer slowly but steadily, or waits for one, is not ended before the time", async (t) => {
  const { port, held } = await startServer(t, { answerTimeoutMs: 50 });
  const heard = talk(port, "GET /held HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", false);
  while (held.length === 0) await sleep(10);
  await sleep(200);
  held[0]?.();
  t.same(statusesIn(await heard), [200]);
});

test("requests that wait behind another are bounded", async (t) => {
  const { port, asked, held } = await startServer(t, { maxPipelined: 5 });
  const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;
  t.same(statusesIn(await talk(port, get("/held") + get("/").repeat(1_000), false)), [], "too many: ended");
  t.equal(asked.length, 6, "those of them that are begun are few");
  const last = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  const five = talk(port, get("/held") + get("/").repeat(4) + last, false);
  while (held.length < 2) await sleep(10);
  held[1]?.();
  t.same(statusesIn(await five), [200, 200, 200, 200, 200, 200]);
});

test("no more connections than there is room for", async (t) => {
  const { port } = await startServer(t, { maxConnections: 1 });
  const first = connect(port, "127.0.0.1");
  t.teardown(() => first.destroy());
  first.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await once(first, "data");
  t.same(statusesIn(await talk(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")), []);
  first.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  t.match(String((await once(first, "data"))[0]), "200 OK", "who was there is served");
  first.end();
  await once(first, "close");
  t.same(statusesIn(await talk(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")), [200], "and then there is room again");
});

test("content is asked for when it is wanted, not before (RFC 9110 section 10.1.1)", async (t) => {
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z") });
  const post = (headers: string, body = "") =>
    `POST /admin/import HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n${headers}\r\n${body}`;
  const refused = await talk(portOf(service), post(""), false);
  t.same(statusesIn(refused), [401], "without a token");
  t.match(refused, "connection: close");
  const authorization = `Authorization: Bearer ${token}\r\n`;
  t.same(statusesIn(await talk(portOf(service), post(`${authorization}Connection: close\r\n`, "Words"))), [100, 200]);
  const get = "GET /healthz HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n";
  t.same(statusesIn(await talk(portOf(service), get, false)), [200], "content that nobody reads");
});

test("a body that is refused unread ends the connection; other errors keep it (RFC 9112 section 9.3)", async (t) => {
  const service = await startService(t, { clock: standingClock("2026-09-02T10:00:00Z") });
  const unread = await talk(
    portOf(service),
    "POST /admin/import HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n",
    false,
  );
  t.same(statusesIn(unread), [401]);
  const twice = "GET /nope HTTP/1.1\r\nHost: x\r\n\r\nGET /admin/runs HTTP/1.1\r\nHost: x\r\n\r\n";
  t.same(statusesIn(await talk(portOf(service), twice + twice)), [404, 401, 404, 401]);
});

test("bytes that are no HTTP behind a request wait for the answer to that", async (t) => {
  const { port, asked, held } = await startServer(t, {});
  const heard = talk(port, "GET /held HTTP/1.1\r\nHost: x\r\n\r\nGARBAGE\r\n\r\n", false);
  while (held.length === 0) await sleep(10);
  held[0]?.();
  t.same(statusesIn(await heard), [200]);
  t.same(asked, ["GET /held"]);
});
