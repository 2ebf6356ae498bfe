import type { IncomingMessage, Server } from "node:http";
import { hasBody } from "./framing.ts";
import type { ConnectionLimits } from "./limits.ts";

/**
 * Ends requests whose body comes too slowly, with 408. A long body may take any time, so that an upload of a gigabyte over
 * a slow line succeeds, but in each interval a minimum of bytes must come. Bytes that this process is slow to take count
 * for the client.
 * @returns a function to call for each request
 */
export function createSlowBodyGuard(
  server: Server,
  { bodyIntervalMs, minBodyBytes }: Pick<ConnectionLimits, "bodyIntervalMs" | "minBodyBytes">,
): (request: IncomingMessage) => void {
  return function watchBody(request) {
    if (!hasBody(request)) return;
    const { socket } = request;
    let bytesBefore = socket.bytesRead;
    const timer = setInterval(() => {
      const bytesNow = socket.bytesRead;
      const bytes = bytesNow - bytesBefore;
      bytesBefore = bytesNow;
      if (request.complete || request.readableLength > 0 || bytes >= minBodyBytes) return;
      clearInterval(timer);
      const error = Object.assign(new Error("the body comes too slowly"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
      server.emit("clientError", error, socket);
    }, bodyIntervalMs);
    timer.unref();
    // Not with the answer: the rest of a refused body must not come slowly, either.
    request.once("close", () => clearInterval(timer));
  };
}
