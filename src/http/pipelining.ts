import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Limits the requests that wait behind another one on the same connection. Node stops reading when answers pile up, but it
 * starts every request it has read already: hundreds in one packet, and each holds memory until its turn comes.
 * @returns a function that tells whether a request may be answered. If not, it ends the connection
 */
export function createPipelineGuard(
  maxWaiting: number,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  const waitingRequests = new WeakMap<Socket, number>();

  return function mayAnswer({ socket }, response) {
    // A response has its socket from the start, unless an earlier response still uses it.
    if (response.socket !== null) return true;
    const count = (waitingRequests.get(socket) ?? 0) + 1;
    if (count > maxWaiting) socket.destroy();
    if (socket.destroyed) return false;
    waitingRequests.set(socket, count);
    response.once("close", () => waitingRequests.set(socket, (waitingRequests.get(socket) ?? 1) - 1));
    return true;
  };
}
