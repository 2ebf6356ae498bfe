import type { IncomingMessage } from "node:http";

/** What is wrong with a request, before anything of it is done. */
export type Fault = { status: 400 | 501 | 505; detail: string };

/** RFC 3986 section 3.2: a name, an IPv4 or bracketed IPv6 address, and a port. */
const host = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\dA-Fa-f:.]+\])(?::\d*)?$/;

/**
 * What Node's parser lets through although two readers could understand it differently.
 * @param request its repeated headers joined with commas
 */
export function faultOf({ httpVersionMajor, httpVersionMinor, headers }: IncomingMessage): Fault | undefined {
  if (httpVersionMajor !== 1) return { status: 505, detail: "This service speaks HTTP/1.1 and HTTP/1.0." };
  // RFC 9112 section 3.2: exactly one; Node asks for at least one.
  if (headers.host !== undefined && !host.test(headers.host)) {
    return { status: 400, detail: "Send one Host header with a host name and perhaps a port." };
  }
  // RFC 9112 section 6.1: Node undoes the last coding, which is always “chunked”, and hands on the others as they are.
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && httpVersionMinor === 0) {
    return { status: 400, detail: "HTTP/1.0 has no Transfer-Encoding: send a Content-Length." };
  }
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    return { status: 501, detail: "The only transfer coding that is understood here is “chunked”." };
  }
  return undefined;
}

/** Whether a body follows the headers (RFC 9112 section 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && Number(length) !== 0);
}
