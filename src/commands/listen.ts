import { createServer } from "node:net";
import type { FastifyInstance } from "fastify";
import type { Config, Environment } from "../config/schema.ts";
import { CourantError, messageOf } from "../errors.ts";

/** With port 0 the system picks one now, because self links need it before anything is rendered. */
export async function settlePort(config: Config): Promise<Config> {
  const { environment } = config;
  if (environment.port !== 0) return config;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, environment.host, resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return { ...config, environment: { ...environment, port, baseUrl: environment.baseUrl.replace(/:0$/, `:${port}`) } };
}

/** How other processes on this machine reach the service. */
export function localUrl({ host, port }: Environment): string {
  if (host === "0.0.0.0") return `http://127.0.0.1:${port}`;
  if (host === "::") return `http://[::1]:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** @throws ADDRESS_UNAVAILABLE when nobody can listen there now */
export async function listen(app: FastifyInstance, { host, port }: Environment): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new CourantError(
      "ADDRESS_UNAVAILABLE",
      `Courant cannot listen on ${host} port ${port}: ${messageOf(error)}. Stop what listens there, or set HOST or PORT.`,
      { cause: error },
    );
  }
}
