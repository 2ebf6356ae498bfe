import type { IncomingHttpHeaders } from "node:http";
import { CourantError, excerpt } from "../errors.ts";
import type { Document } from "../published/snapshot.ts";
import type { DownloadCounter } from "./downloads.ts";
import { isLocal, networkOf } from "./networks.ts";

/** What is known of a request and where it comes from. */
export type DownloadRequest = {
  method: string;
  /** The client's address, as far as trusted proxies tell it. */
  ip: string | undefined;
  /** Who holds the other end of the connection. */
  socket: { remoteAddress?: string | undefined };
  headers: IncomingHttpHeaders;
};

export type Refusal = { error: CourantError; isFirst: boolean };

/**
 * Refuses the download of a document in full that is one too many (RFC 6585 section 4): the same client, by network and
 * User-Agent, had the same state of it so many times within the hour.
 * Where an unknown proxy stands in front, clients cannot be told apart, so nobody is refused.
 * @param onUnknownProxy called once, with the address of a local proxy that `serving.trustedProxies` does not name
 */
export function createDownloadGuard(deps: {
  countDownload: DownloadCounter;
  onUnknownProxy: (address: string) => void;
}): (download: DownloadRequest, document: Document) => Refusal | undefined {
  let told = false;

  return function guard({ method, ip = "", socket, headers }, document) {
    const { downloadsPerHour } = document;
    if (downloadsPerHour === undefined || method !== "GET") return undefined;
    const userAgent = headers["user-agent"];
    const over = deps.countDownload({ network: networkOf(ip), userAgent }, document, downloadsPerHour);
    if (!over) return undefined;
    if (headers["x-forwarded-for"] !== undefined && ip === socket.remoteAddress && isLocal(ip)) {
      if (!told) deps.onUnknownProxy(ip);
      told = true;
      return undefined;
    }
    return { isFirst: over.isFirst, error: refuseDownload(document, downloadsPerHour, over.retryAfter, userAgent) };
  };
}

function refuseDownload(
  { path, lastModified }: Document,
  perHour: number,
  retryAfter: number,
  userAgent = "no User-Agent",
) {
  const minutes = Math.ceil(retryAfter / 60);
  return new CourantError(
    "TOO_MANY_DOWNLOADS",
    `${excerpt(path)} was downloaded ${perHour} times within an hour from your address, by “${excerpt(userAgent)}”, and has ` +
      `not changed since ${new Date(lastModified).toUTCString()}. It can be had again in ` +
      `${minutes === 1 ? "a minute" : `${minutes} minutes`}. To ask as often as you like, have your reader send the ETag of ` +
      "its last answer as If-None-Match: while nothing is new, the answer is a short 304, which is never refused.",
    { headers: { "retry-after": String(retryAfter), "cache-control": "no-store" } },
  );
}
