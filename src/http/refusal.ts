import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { CourantError } from "../errors.ts";

const notHttpDetail = "This is not a valid HTTP/1.1 request.";

/** Returns the headers and the body of an error answer, after which the connection closes. */
function problemAnswer(status: number, detail: string): { head: [name: string, value: string][]; body: string } {
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

/** Answers a request that Fastify must not see, and closes the connection. */
export function refuseRequest(response: ServerResponse, { status, detail }: { status: number; detail: string }): void {
  const { head, body } = problemAnswer(status, detail);
  response.writeHead(status, Object.fromEntries(head)).end(body);
}

/**
 * Answers a request that is not HTTP or took too long. Node's parser has given up, so the connection closes. An answer in
 * progress ends first. No request is answered twice, because a proxy could take the second answer for the answer to
 * another client's request on the same connection.
 */
export function answerClientError(error: Error & { code?: string }, socket: Socket): void {
  // Nothing after “Connection: close” is read (RFC 9112 section 9.6). Node closes the connection after the answer.
  if (error.code === "ECONNRESET" || error.code === "HPE_CLOSED_CONNECTION" || !socket.writable) return;
  const current = currentAnswer(socket);
  if (current?.req.complete) {
    current.shouldKeepAlive = false;
    current.once("finish", () => socket.destroySoon());
    return;
  }
  const isTimeout = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  // The request may have been answered already, so the end of the connection must be enough.
  if (current?.headersSent || (isTimeout && socket.bytesWritten > 0)) {
    socket.destroySoon();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : isTimeout ? 408 : 400;
  const { head, body } = problemAnswer(status, notHttpDetail);
  const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${body}`);
}

/** Returns the response that uses a socket. Node's own error answer reads the same field: there is no public one. */
function currentAnswer(socket: Socket & { _httpMessage?: ServerResponse | null }): ServerResponse | undefined {
  return socket._httpMessage ?? undefined;
}
