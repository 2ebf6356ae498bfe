import { EventEmitter, once } from "node:events";
import type { IncomingMessage, Server } from "node:http";
import tap, { test } from "tap";
import { createSlowBodyGuard } from "../../src/http/slow-bodies.ts";

/** A request of which bytes come as often as somebody looks, up to `length`. */
function createRequest({ length, ...rest }: { length: number; readableLength?: number }) {
  const looks = { count: 0 };
  const socket = {
    get bytesRead() {
      looks.count++;
      return Math.min(length, looks.count * 10);
    },
  };
  const headers = { "content-length": "1000000" };
  const request = Object.assign(new EventEmitter(), { headers, socket, complete: false, readableLength: 0, ...rest });
  return { request: request as unknown as IncomingMessage, looks };
}

// The guard itself keeps no process alive.
tap.teardown(() => clearInterval(alive));
const alive = setInterval(() => undefined, 1000);

const limits = { bodyIntervalMs: 1, minBodyBytes: 10 };

test("a body may take any number of intervals while enough of it comes, and is ended when it stops", async (t) => {
  const server = new EventEmitter() as Server;
  const { request, looks } = createRequest({ length: 300 });
  const ended = once(server, "clientError");
  createSlowBodyGuard(server, limits)(request);
  const [error, socket] = await ended;
  t.equal(error.code, "ERR_HTTP_REQUEST_TIMEOUT");
  t.equal(socket, request.socket);
  t.ok(looks.count > 30, "not before its bytes stopped");
});

test("a request is not ended for bytes that wait in this process, nor after its end", async (t) => {
  const server = new EventEmitter() as Server;
  server.on("clientError", () => t.fail("it was ended"));
  const waiting = createRequest({ length: 0, readableLength: 1 });
  const ended = createRequest({ length: 0 });
  const guard = createSlowBodyGuard(server, limits);
  guard(ended.request);
  ended.request.emit("close");
  guard(waiting.request);
  while (waiting.looks.count < 5) await new Promise((resolve) => setTimeout(resolve, 1));
  waiting.request.emit("close");
  t.equal(ended.looks.count, 1);
});
