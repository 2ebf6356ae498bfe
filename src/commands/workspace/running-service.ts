import { once } from "node:events";
import { connect } from "node:net";
import { connectionTarget } from "../../http/connection-target.ts";
import { readServiceAddress, type ServiceAddress } from "./service-address.ts";

/** How long a service on this machine may take to accept a connection. */
const connectTimeoutMs = 1_000;

/**
 * Finds the service that serves what is published from a data directory, also while its publishing process is started
 * again and the directory is not locked. A service.json that a killed service left behind does not count.
 */
export async function findRunningService(dataDir: string): Promise<ServiceAddress | undefined> {
  const address = await readServiceAddress(dataDir);
  return address && isAlive(address.pid) && (await acceptsConnections(address.url)) ? address : undefined;
}

/**
 * Tells whether a publishing process still works in a data directory although its serving process has gone, for example
 * because it was killed. Publishing ends by itself within seconds then.
 */
export async function isOrphaned(dataDir: string): Promise<boolean> {
  const address = await readServiceAddress(dataDir);
  return address !== undefined && !isAlive(address.pid) && isAlive(address.publishing.pid);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // The process of another user is alive, too.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** @param url as in service.json: `http://…`, or `unix:PATH` */
async function acceptsConnections(url: string): Promise<boolean> {
  const target = connectionTarget(url);
  const socket = "host" in target ? connect(Number(target.port), target.host) : connect(target.socketPath);
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(connectTimeoutMs) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
