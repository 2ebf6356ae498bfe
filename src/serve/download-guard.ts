import { CourantError, excerpt } from "../errors.ts";
import { isFromUnknownProxy, networkOf, type RequestOrigin } from "../http/networks.ts";
import type { Document } from "../published/snapshot.ts";
import type { DownloadCounter } from "./downloads.ts";

/** The parts of a request that identify the client. */
export type DownloadRequest = RequestOrigin & { method: string };

export type DownloadRefusal = { error: CourantError; isFirst: boolean };

/**
 * Creates the guard that refuses a full download (RFC 6585 section 4) when the client, by network and User-Agent, has
 * reached the limit of downloads of the same state within an hour. Behind an unknown proxy it refuses nobody, because it
 * cannot tell clients apart.
 * @param deps.onUnknownProxy called once, with the address of a local proxy that `serving.trustedProxies` does not name
 */
export function createDownloadGuard(deps: {
  countDownload: DownloadCounter;
  onUnknownProxy: (address: string) => void;
}): (download: DownloadRequest, document: Document) => DownloadRefusal | undefined {
  let isProxyReported = false;

  return function guard(request, document) {
    const { method, ip = "", headers } = request;
    const { downloadsPerHour } = document;
    if (downloadsPerHour === undefined || method !== "GET") return undefined;
    const userAgent = headers["user-agent"];
    const over = deps.countDownload({ network: networkOf(ip), userAgent }, document, downloadsPerHour);
    if (!over) return undefined;
    if (isFromUnknownProxy(request)) {
      if (!isProxyReported) deps.onUnknownProxy(ip);
      isProxyReported = true;
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
      `not changed since ${new Date(lastModified).toUTCString()}. You can download it again in ` +
      `${minutes === 1 ? "a minute" : `${minutes} minutes`}. To poll as often as you like, let your reader send the ETag of ` +
      "its last answer as If-None-Match: while nothing is new, the answer is a short 304, which Courant never refuses.",
    { headers: { "retry-after": String(retryAfter), "cache-control": "no-store" } },
  );
}
