import { CourantError } from "../errors.ts";
import type { Answer } from "./answer-document.ts";
import type { Headers } from "./headers.ts";

/** The headers of everything that only subscribers may read: it is in no search engine, and no link tells its address. */
export const privateHeaders: Headers = {
  "x-robots-tag": "noindex",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** For so long a browser may keep a private picture without asking whether its reader is still a subscriber. */
const privateMediaMaxAgeSeconds = 3600;

/** Returns the headers of a public file of media as they are for a private one: no shared cache and no other site has it. */
export function withPrivateHeaders(headers: Headers): Headers {
  const { "access-control-allow-origin": _, "access-control-expose-headers": __, ...rest } = headers;
  const cacheControl = `private, max-age=${privateMediaMaxAgeSeconds}`;
  return { ...rest, ...privateHeaders, "cache-control": cacheControl, vary: "Authorization" };
}

/** Answers about private documents that no cache keeps. */
export const unkeptHeaders: Headers = {
  ...privateHeaders,
  "cache-control": "private, no-store",
  vary: "Authorization",
};

/** Asks for HTTP Basic (RFC 7617). The realm is the same for all channels, so it tells nothing. */
const challenge = 'Basic realm="Private feeds", charset="UTF-8"';

/** Returns the answer for an error that a subscriber meets, as problem details (RFC 9457). */
export function answerProblem(error: CourantError): Answer {
  const body = Buffer.from(JSON.stringify(error.toProblem()));
  const headers: Headers = {
    ...error.headers,
    ...unkeptHeaders,
    "content-type": "application/problem+json",
    "content-length": body.length,
  };
  return { status: error.status, headers, body };
}

/** Returns the answer to a request for a private document without a user name and a password, or with wrong ones. */
export function answerUnknownSubscriber(): Answer {
  return answerProblem(
    new CourantError(
      "CREDENTIALS_NEEDED",
      "Only subscribers may read this. Send the user name and the password that you were given, or use the private address of " +
        "the feed. If you have none, ask the publisher.",
      { headers: { "www-authenticate": challenge } },
    ),
  );
}

/** Returns the answer for a private address that does not exist. It says nothing about the address. */
export function answerUnknownAddress(): Answer {
  return answerProblem(
    new CourantError(
      "NOT_FOUND",
      "There is nothing at this private address. It may be misspelt or cut off: copy the whole address again, or ask the " +
        "publisher for another one.",
    ),
  );
}
