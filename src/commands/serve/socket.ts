import { once } from "node:events";
import { lstat, rm } from "node:fs/promises";
import { connect } from "node:net";
import { CourantError, messageOf } from "../../errors.ts";

/** Owner and group may connect, nobody else: whoever can is believed to be a proxy. */
export const socketMode = 0o660;

/**
 * Makes room for a Unix socket: one that nobody listens on any more (its process was killed) is removed.
 * @throws ADDRESS_UNAVAILABLE when somebody listens there, or what is there is no socket: that is never removed
 */
export async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return;
  if (!found.isSocket()) throw socketUnavailable(path, "what is there is not a socket, and Courant does not remove it");
  const answer = await tryConnect(path);
  if (answer === "ECONNREFUSED") await rm(path, { force: true });
  else if (answer !== "ENOENT") throw socketUnavailable(path, `another process listens there (${answer})`);
}

export function socketUnavailable(path: string, why: unknown): CourantError {
  return new CourantError(
    "ADDRESS_UNAVAILABLE",
    `Courant cannot listen on the socket ${path}: ${messageOf(why)}. Stop what listens there, or set SOCKET.`,
    { cause: why },
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
