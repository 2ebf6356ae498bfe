import type { Socket } from "node:net";
import type { FastifyInstance } from "fastify";

/** The address of clients on a Unix socket, which are on this machine and have no address of their own. */
export const socketPeerAddress = "127.0.0.1";

/** Gives `request.ip` an address for connections over a Unix socket without X-Forwarded-For. */
export function setPeerAddress(app: FastifyInstance): void {
  app.server.on("connection", (socket: Socket) =>
    Object.defineProperty(socket, "remoteAddress", { value: socketPeerAddress }),
  );
}
