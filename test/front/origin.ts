import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { Test } from "tap";

/** A request that reached the service, and what it answered. */
export type Asked = { method: string; path: string; headers: IncomingHttpHeaders; status: number };

export type Origin = {
  port: number;
  /** The requests that reached the service, the oldest first. */
  asked: Asked[];
  /** Instead of the service: nobody, or this answer. */
  instead: "nobody" | { status: number; cacheControl: string } | undefined;
};

/** Stands between a cache and the service, changes nothing, and tells what went through. */
export async function startOrigin(t: Test, service: string, onAsked: (asked: Asked) => void): Promise<Origin> {
  const asked: Asked[] = [];
  const note = (each: Asked) => {
    asked.push(each);
    onAsked(each);
  };
  const server = createServer((incoming, outgoing) => {
    const { method = "", url: path = "", headers, rawHeaders } = incoming;
    if (origin.instead === "nobody") {
      incoming.socket.destroy();
      return;
    }
    if (origin.instead !== undefined) {
      const { status, cacheControl } = origin.instead;
      note({ method, path, headers, status });
      outgoing.writeHead(status, { "cache-control": cacheControl }).end();
      return;
    }
    const forwarded = request(service + path, { method, headers: rawHeaders as never, setHost: false }, (answer) => {
      note({ method, path, headers, status: answer.statusCode ?? 0 });
      outgoing.writeHead(answer.statusCode ?? 0, answer.rawHeaders as never);
      answer.pipe(outgoing);
    });
    forwarded.on("error", () => incoming.socket.destroy());
    incoming.pipe(forwarded);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.teardown(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  const origin: Origin = {
    port: address.port,
    asked,
    instead: undefined,
  };
  return origin;
}
