import { once } from "node:events";
import { createServer } from "node:net";
import type { Config, Environment } from "../config/schema.ts";
import { CourantError, messageOf } from "../errors.ts";

/** With port 0 the system picks one now, because self links need it before anything is rendered. */
export async function settlePort(config: Config): Promise<Config> {
  const { environment } = config;
  if (environment.port !== 0) return config;
  const port = await bind(environment);
  return { ...config, environment: { ...environment, port, baseUrl: environment.baseUrl.replace(/:0$/, `:${port}`) } };
}

/**
 * Tries the address, before anything is written for a service that could not be reached.
 * @returns the port
 * @throws ADDRESS_UNAVAILABLE when nobody can listen there now
 */
export async function bind({ host, port }: Environment): Promise<number> {
  const server = createServer();
  try {
    await once(server.listen(port, host), "listening");
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : port;
  } catch (error) {
    throw new CourantError(
      "ADDRESS_UNAVAILABLE",
      `Courant cannot listen on ${host} port ${port}: ${messageOf(error)}. Stop what listens there, or set HOST or PORT.`,
      { cause: error },
    );
  } finally {
    server.close();
  }
}

/** How other processes on this machine reach the service. */
export function localUrl({ host, port }: Environment): string {
  if (host === "0.0.0.0") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
