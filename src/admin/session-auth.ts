import { timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { CourantError } from "../errors.ts";
import type { Session, Sessions } from "./sessions.ts";

/** The names of the session cookie: over TLS, where browsers keep every other site from setting it, and over plain HTTP. */
export const sessionCookies = { secure: "__Host-courant", plain: "courant" } as const;

export const csrfHeader = "x-csrf-token";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether the route needs a token, so that a browser session is not enough. */
    needsToken?: boolean;
  }
}

/** Returns the text of the session that a request names in its cookie. */
export function sessionTextOf({ cookies }: FastifyRequest): string | undefined {
  return cookies[sessionCookies.secure] ?? cookies[sessionCookies.plain];
}

/** Tells whether a method changes nothing (RFC 9110 section 9.2.1). */
export function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

/**
 * Refuses a write that a page of another site sends (Fetch Metadata; RFC 6454). A client that is not a browser sends neither
 * header.
 * @param origins the public addresses of this service
 * @throws SESSION_REFUSED
 */
export function refuseForeignOrigin({ headers, host, protocol }: FastifyRequest, origins: readonly string[]): void {
  const { origin, "sec-fetch-site": site } = headers;
  const isOwn = origin === undefined || [...origins, `${protocol}://${host}`, `https://${host}`].includes(origin);
  const isSameSite = site === undefined || site === "same-origin" || site === "none";
  if (isOwn && isSameSite) return;
  throw new CourantError(
    "SESSION_REFUSED",
    `The request was sent by a page of ${isOwn ? "another site" : "another address than this service has"}. ` +
      "Use the dashboard's own pages; if this is one of them, set BASE_URL or DASHBOARD_URL to the address in your browser.",
  );
}

/**
 * Creates the function that recognises the browser session of a request.
 * @param addresses.origins returns the public addresses of this service
 * @param addresses.hasSessions tells whether a host (with its port) is one at which people sign in
 * @returns undefined for a request without a valid session
 * @throws SESSION_REFUSED for a write that does not come from the dashboard; TOKEN_NEEDED where a session is not enough
 */
export function createSessionAuth(
  sessions: Pick<Sessions, "recognise">,
  { origins, hasSessions }: { origins: () => readonly string[]; hasSessions: (host: string) => boolean },
) {
  return async function recogniseSession(request: FastifyRequest): Promise<Session | undefined> {
    const text = hasSessions(request.host) ? sessionTextOf(request) : undefined;
    const session = text === undefined ? undefined : await sessions.recognise(text);
    if (!session) return undefined;
    if (request.routeOptions.config.needsToken) {
      throw new CourantError("TOKEN_NEEDED", "This call needs a token: a browser session is not enough for it.");
    }
    if (isSafe(request.method)) return session;
    refuseForeignOrigin(request, origins());
    if (!isEqual(request.headers[csrfHeader], session.csrf)) {
      throw new CourantError(
        "SESSION_REFUSED",
        `The request has a session, but not the header ${csrfHeader} of its pages. Load the page again, and repeat it.`,
      );
    }
    return session;
  };
}

/** Tells whether a text from outside is the expected one, in a time that tells nothing of it. */
export function isEqual(given: unknown, expected: string): boolean {
  if (typeof given !== "string") return false;
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
