import { once } from "node:events";
import { chmod } from "node:fs/promises";
import { createServer } from "node:net";
import type { FastifyInstance, FastifyListenOptions } from "fastify";
import type { Environment } from "../../config/environment.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError, messageOf } from "../../errors.ts";
import { removeStaleSocket, socketMode, socketUnavailable } from "./socket.ts";

/** Replaces port 0 by a port that the system picks: self links need it before anything is rendered. */
export async function resolvePort(config: Config): Promise<Config> {
  const { environment } = config;
  if (environment.port !== 0 || environment.socket !== undefined) return config;
  const port = await checkAddress(environment);
  return { ...config, environment: { ...environment, port, baseUrl: environment.baseUrl.replace(/:0$/, `:${port}`) } };
}

/**
 * Listens at the address for a moment. This finds a problem before the service writes anything.
 * @returns the port; 0 for a Unix socket
 * @throws ADDRESS_UNAVAILABLE when it is not possible to listen there now
 */
export async function checkAddress(environment: Environment): Promise<number> {
  const { socket, host, port } = environment;
  if (socket !== undefined) await removeStaleSocket(socket);
  const server = createServer();
  try {
    await once(server.listen(listenOptions(environment)), "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  } catch (error) {
    if (socket !== undefined) throw socketUnavailable(socket, error);
    throw new CourantError(
      "ADDRESS_UNAVAILABLE",
      `Courant cannot listen on ${host} port ${port}: ${messageOf(error)}. Stop the program that listens there, or set another HOST or PORT.`,
      { cause: error },
    );
  } finally {
    server.close();
  }
}

/**
 * Listens at the address. A socket gets its mode only now; until then only its owner can connect. Closing removes it.
 * @param sharesPort whether other threads of this service listen on the same port
 */
export async function listen(
  app: FastifyInstance,
  environment: Environment,
  { sharesPort = false } = {},
): Promise<void> {
  await app.listen({ ...listenOptions(environment), ...(sharesPort && { reusePort: true }) } as FastifyListenOptions);
  if (environment.socket !== undefined) await chmod(environment.socket, socketMode);
}

function listenOptions({ socket, host, port }: Environment) {
  return socket === undefined ? { host, port } : { path: socket };
}

/** How long open requests may take to finish when the service stops. */
const requestGraceMs = 2_500;

/** Refuses new connections and lets open requests finish. After `requestGraceMs` it cuts the others off. */
export async function drainRequests(app: FastifyInstance): Promise<void> {
  const timer = setTimeout(() => app.server.closeAllConnections(), requestGraceMs);
  await app.close();
  clearTimeout(timer);
}

/** The address at which other processes on this machine reach the service: `http://HOST:PORT`, or `unix:PATH`. */
export function localUrl({ socket, host, port }: Environment): string {
  if (socket !== undefined) return `unix:${socket}`;
  if (host === "0.0.0.0") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
