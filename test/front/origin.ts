import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { Test } from "tap";

/** A request that reached the service, and what it answered. */
export type Asked = { method: string; path: string; headers: IncomingHttpHeaders; status: number };

export type Origin = {
  port: number;
  /** What reached the service since it was last asked. */
  take(): Asked[];
  /** Whether the service can be reached. */
  gone: boolean;
};

/** Stands between a cache and the service, changes nothing, and tells what went through. */
export async function startOrigin(t: Test, service: string): Promise<Origin> {
  let asked: Asked[] = [];
  const server = createServer((incoming, outgoing) => {
    if (origin.gone) {
      incoming.socket.destroy();
      return;
    }
    const { method = "", url: path = "", headers, rawHeaders } = incoming;
    const forwarded = request(service + path, { method, headers: rawHeaders as never, setHost: false }, (answer) => {
      asked.push({ method, path, headers, status: answer.statusCode ?? 0 });
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
    gone: false,
    take() {
      const taken = asked;
      asked = [];
      return taken;
    },
  };
  return origin;
}
