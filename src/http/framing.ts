import type { IncomingMessage } from "node:http";

/** A request that must be refused before anything else happens. */
export type RequestFault = { status: 400 | 501 | 505; detail: string };

/** RFC 3986 section 3.2: a name, an IPv4 or bracketed IPv6 address, and a port. */
const hostPattern = /^(?:[\w.~!$&'()*+,;=%-]*|\[[\dA-Fa-f:.]+\])(?::\d*)?$/;

/**
 * Finds faults that Node's parser accepts although two programs could understand the request differently.
 * @param request its repeated headers are joined with commas
 */
export function findFault({ httpVersionMajor, httpVersionMinor, headers }: IncomingMessage): RequestFault | undefined {
  if (httpVersionMajor !== 1) return { status: 505, detail: "This service speaks HTTP/1.1 and HTTP/1.0." };
  // RFC 9112 section 3.2 asks for exactly one Host, and Node for at least one.
  if (headers.host !== undefined && !hostPattern.test(headers.host)) {
    return { status: 400, detail: "Send one Host header with a host name and optionally a port." };
  }
  // RFC 9112 section 6.1: Node removes the last coding, which is always “chunked”, and passes on the others unchanged.
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && httpVersionMinor === 0) {
    return { status: 400, detail: "HTTP/1.0 has no Transfer-Encoding: send a Content-Length." };
  }
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    return { status: 501, detail: "The only supported transfer coding is “chunked”." };
  }
  return undefined;
}

/** Tells whether a body follows the headers (RFC 9112 section 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers["content-length"];
  return headers["transfer-encoding"] !== undefined || (length !== undefined && Number(length) !== 0);
}
