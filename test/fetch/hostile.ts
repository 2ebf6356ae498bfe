import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type LookupFunction, type Socket } from "node:net";
import type { Test } from "tap";
import { createFetcher, type Fetcher, type FetchRequest } from "../../src/fetch/fetcher.ts";

export const userAgent = "Courant/0 (+https://site.example/)";

/** A resolver that the test controls: names to lists of addresses, one list for each time that it is asked. */
export function resolver(names: Record<string, string[][]>) {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, _options, callback) => {
    asked.push(hostname);
    const times = names[hostname];
    const found = (times && times.length > 1 ? times.shift() : times?.[0]) ?? [];
    if (times === undefined)
      return callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: "ENOTFOUND" }), "", 0);
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
  };
  return { asked, lookup };
}

/** A server on loopback that counts who connects. */
export async function serve(
  t: Test,
  listener: RequestListener | ((socket: Socket) => void),
  kind: "http" | "tcp" = "http",
) {
  let connections = 0;
  const server =
    kind === "http"
      ? createHttpServer(listener as RequestListener)
      : createTcpServer(listener as (socket: Socket) => void);
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, connections: () => connections };
}

export function fetcherFor(t: Test, options: Partial<Parameters<typeof createFetcher>[0]> = {}): Fetcher {
  const fetcher = createFetcher({ userAgent, allow: [], ...options });
  t.teardown(() => fetcher.close());
  return fetcher;
}

/** Returns the outcome of a request as one line. `npm run hostile` shows them all. */
export async function outcome(fetcher: Fetcher, url: string, request?: FetchRequest): Promise<string> {
  const said = await outcomeOf(fetcher, url, request);
  if (process.env.TRANSCRIPT === "yes") {
    const withoutPorts = (text: string) => text.replace(/(:\/\/[^\s/:]+|\]):\d{4,5}\b/g, "$1");
    console.error(`${withoutPorts(url).slice(0, 60).padEnd(62)}${withoutPorts(said)}`);
  }
  return said;
}

async function outcomeOf(fetcher: Fetcher, url: string, request?: FetchRequest): Promise<string> {
  try {
    const { status, body } = await fetcher.fetch(url, request);
    return `${status} ${body.length}`;
  } catch (error) {
    return `${(error as { code?: string }).code}: ${(error as Error).message}`;
  }
}
