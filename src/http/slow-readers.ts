import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Ends connections whose client takes one answer for longer than `limit` milliseconds, and twice that at most. Node ends
 * those where nothing moves at all; a client that takes a few bytes now and then would hold its connection for ever.
 */
export function endSlowReaders(server: Server, limit: number): void {
  const sockets = new Set<Socket>();
  const writtenBefore = new WeakMap<Socket, number>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const sweep = setInterval(() => {
    for (const socket of sockets) {
      if (socket.writableLength === 0) continue;
      // Nothing was handed to the socket since the last time: it is still at the same answer.
      if (writtenBefore.get(socket) === socket.bytesWritten) socket.destroy();
      writtenBefore.set(socket, socket.bytesWritten);
    }
  }, limit);
  server.once("close", () => clearInterval(sweep));
  sweep.unref();
}
