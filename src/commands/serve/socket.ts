import { once } from "node:events";
import { lstat, rm } from "node:fs/promises";
import { connect } from "node:net";
import { CourantError, messageOf } from "../../errors.ts";

/** Only owner and group may connect, because the service trusts every client of the socket as a proxy. */
export const socketMode = 0o660;

/**
 * Removes a Unix socket that a killed process left behind. Anything else at the path stays.
 * @throws ADDRESS_UNAVAILABLE when another process listens there, or the file is not a socket
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return;
  if (!stats.isSocket())
    throw socketUnavailable(path, "the file there is not a socket, and Courant does not remove it");
  const result = await tryConnect(path);
  if (result === "ECONNREFUSED") await rm(path, { force: true });
  else if (result !== "ENOENT") throw socketUnavailable(path, `another process listens there (${result})`);
}

/** Returns the error ADDRESS_UNAVAILABLE for a socket. */
export function socketUnavailable(path: string, cause: unknown): CourantError {
  return new CourantError(
    "ADDRESS_UNAVAILABLE",
    `Courant cannot listen on the socket ${path}: ${messageOf(cause)}. Stop the program that listens there, or set another SOCKET.`,
    { cause },
  );
}

/** @returns `connected`, or the code of the error, for example `ECONNREFUSED` when nobody listens */
async function tryConnect(path: string): Promise<string> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return "connected";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : messageOf(error);
  } finally {
    socket.destroy();
  }
}
