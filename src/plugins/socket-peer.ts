import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** Whoever connects over a Unix socket is on this machine, and has no address of its own. */
export const socketPeerAddress = "127.0.0.1";

/** Lets `request.ip` be an address, also over a Unix socket and without X-Forwarded-For. */
export function setPeerAddress(app: FastifyInstance): void {
  app.server.on("connection", (socket: Socket) =>
    Object.defineProperty(socket, "remoteAddress", { value: socketPeerAddress }),
  );
}
