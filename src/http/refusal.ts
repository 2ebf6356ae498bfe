import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { CourantError } from "../errors.ts";

const notHttp = "This is not a request that HTTP/1.1 allows.";

/** Problem details for a connection that is closed after them. */
function refusal(status: number, detail: string): { head: [name: string, value: string][]; body: string } {
  const body = JSON.stringify({ ...new CourantError("REQUEST_INVALID", detail).toProblem(), status });
  return {
    head: [
      ["Content-Type", "application/problem+json"],
      ["Content-Length", String(Buffer.byteLength(body))],
      ["Cache-Control", "no-store"],
      ["Connection", "close"],
    ],
    body,
  };
}

/** Answers a request that Fastify is not to see, and closes the connection. */
export function refuse(response: ServerResponse, { status, detail }: { status: number; detail: string }): void {
  const { head, body } = refusal(status, detail);
  response.writeHead(status, Object.fromEntries(head)).end(body);
}

/**
 * For what is no HTTP or took too long: Node's parser has given up, and the connection is closed. An answer that is under
 * way comes to its end first, and no request is answered twice: whoever shares the connection would take the second
 * answer for another's.
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  // What follows “Connection: close” is not read (RFC 9112 section 9.6); Node closes after the answer.
  if (error.code === "ECONNRESET" || error.code === "HPE_CLOSED_CONNECTION" || !socket.writable) return;
  const current = answerUnderWay(socket);
  if (current?.req.complete) {
    current.shouldKeepAlive = false;
    current.once("finish", () => socket.destroySoon());
    return;
  }
  const isTimeout = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  // Late in a request that was answered already, perhaps: that the connection ends is answer enough.
  if (current?.headersSent || (isTimeout && socket.bytesWritten > 0)) return void socket.destroySoon();
  const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : isTimeout ? 408 : 400;
  const { head, body } = refusal(status, notHttp);
  const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`);
}

/** The response that a socket is assigned to. Node's own answer to errors asks the same, so there is no other way. */
function answerUnderWay(socket: Socket & { _httpMessage?: ServerResponse | null }): ServerResponse | undefined {
  return socket._httpMessage ?? undefined;
}
