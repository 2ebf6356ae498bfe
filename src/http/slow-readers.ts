import type { Server } from "node:http";
import type { Socket } from "node:net";

/**
 * Ends connections whose client reads one answer for longer than the timeout, after twice that time at most. Node ends
 * connections on which nothing moves at all, but a client that reads a few bytes now and then would hold its connection for
 * ever.
 */
export function endSlowReaders(server: Server, answerTimeoutMs: number): void {
  const sockets = new Set<Socket>();
  const bytesWrittenBefore = new WeakMap<Socket, number>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (socket.writableLength === 0) continue;
      // The socket received nothing since the last check, so it still sends the same answer.
      if (bytesWrittenBefore.get(socket) === socket.bytesWritten) socket.destroy();
      bytesWrittenBefore.set(socket, socket.bytesWritten);
    }
  }, answerTimeoutMs);
  server.once("close", () => clearInterval(timer));
  timer.unref();
}
