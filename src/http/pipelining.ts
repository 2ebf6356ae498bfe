import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Bounds the requests that wait behind another on the same connection. Node stops to read when answers pile up, but it
 * begins with every request it has read: hundreds in one packet, each of which holds memory until its turn comes.
 * @returns whether a request may be answered; the connection of one that may not is ended
 */
export function pipelineGuard(max: number): (request: IncomingMessage, response: ServerResponse) => boolean {
  const waiting = new WeakMap<Socket, number>();

  return function mayGoOn({ socket }, response) {
    // A response has its socket from the start, unless another has it.
    if (response.socket !== null) return true;
    const count = (waiting.get(socket) ?? 0) + 1;
    if (count > max) socket.destroy();
    if (socket.destroyed) return false;
    waiting.set(socket, count);
    response.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    return true;
  };
}
