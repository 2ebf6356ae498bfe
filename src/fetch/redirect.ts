import type { FetchAnswer } from "./fetcher.ts";
import { displayUrl, fetchRefusal } from "./reasons.ts";

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Tells whether an answer leads to another address (RFC 9110 section 15.4). */
export function isRedirect({ status, headers }: Pick<FetchAnswer, "status" | "headers">): boolean {
  return redirectStatuses.has(status) && headers.location !== undefined;
}

/**
 * Resolves the address of a redirect, without its credentials and fragment.
 * @throws FETCH_REFUSED when it leads from https to http
 */
export function redirectTarget(url: URL, location: string): URL {
  const target = URL.parse(location, url.href);
  if (!target) throw new Error("it redirects to an invalid address");
  if (url.protocol === "https:" && target.protocol === "http:") {
    const reason = "an https address redirects to it, and that would give up encryption";
    throw fetchRefusal(displayUrl(target), reason);
  }
  target.username = "";
  target.password = "";
  target.hash = "";
  return target;
}
