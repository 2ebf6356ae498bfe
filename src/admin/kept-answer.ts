import type { FastifyReply, FastifyRequest } from "fastify";
import { formatCount } from "../article/limits.ts";
import { CourantError } from "../errors.ts";
import type { AnswerContent, AnswerLimits, KeptAnswer } from "../stores/answers.ts";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Whether an answer of the route shows a secret this once. It is never kept. */
    showsSecret?: boolean;
  }

  interface FastifyRequest {
    /** Whether the work ended before its end although the answer says 200: a repeated request does the rest. */
    isUnfinished: boolean;
  }
}

/** How long an answer is kept. */
export const keptAnswerMs = 86_400_000;

/** The bodies of all kept answers are also in each backup. */
export const answerLimits: AnswerLimits = { maxAnswers: 10_000, maxBytes: 64 * 1024 * 1024 };

/** The answer to an import of 5,000 articles has about a megabyte. */
const maxAnswerBytes = 1024 * 1024;

/** The headers that tell something about what was done. The others belong to one answer, such as RateLimit. */
const keptHeaders = [
  "content-type",
  "content-location",
  "courant-outcome",
  "etag",
  "link",
  "location",
  "preference-applied",
];

/** Tells whether an answer is final. The others ask to send the same request again, so it must be done then. */
export function isFinal({ isUnfinished }: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return !isUnfinished && statusCode < 500 && statusCode !== 408 && statusCode !== 429;
}

/** Returns the headers of an answer that are kept with it. */
export function headersToKeep(reply: FastifyReply): Record<string, string> {
  const given = keptHeaders.flatMap((name) => {
    const value = reply.getHeader(name);
    return value === undefined ? [] : [[name, String(value)] as const];
  });
  return Object.fromEntries(given);
}

/** Collects the body of an answer, as far as it is kept. */
export type BodyCollector = { add(chunk: string | Uint8Array): void; content(): AnswerContent };

/** Creates what collects the body of the answer to a request. */
export function collectBody({ routeOptions }: FastifyRequest, { statusCode }: FastifyReply): BodyCollector {
  const isSecret = routeOptions.config.showsSecret === true && statusCode < 400;
  let chunks: Buffer[] = [];
  let bytes = 0;
  return {
    add(chunk) {
      bytes += Buffer.byteLength(chunk);
      if (isSecret || bytes > maxAnswerBytes) chunks = [];
      else chunks.push(Buffer.from(chunk as string));
    },

    content() {
      if (isSecret) return { omitted: "secret" };
      return bytes > maxAnswerBytes ? { omitted: "length" } : { body: Buffer.concat(chunks) };
    },
  };
}

/** Sends a kept answer once more. @throws ANSWER_NOT_KEPT when there is no body to send */
export function sendAgain(reply: FastifyReply, answer: KeptAnswer): FastifyReply {
  const { status, headers, content } = answer;
  if ("omitted" in content) throw answerNotKept(answer, content.omitted);
  reply.code(status).headers({ ...headers, "idempotent-replayed": "true" });
  return content.body.length === 0 ? reply.send() : reply.send(Buffer.from(content.body));
}

function answerNotKept({ status, at, headers }: KeptAnswer, omitted: "secret" | "length"): CourantError {
  const { location } = headers;
  const time = new Date(at).toISOString();
  const place = location === undefined ? "" : ` with “Location: ${location}”`;
  const explain = {
    secret:
      "The answer held a secret, which is shown once, so it was not kept. If you did not receive it, send the request with " +
      `another key${location === undefined ? "" : `, and DELETE ${location}`}.`,
    length: `The answer had more than ${formatCount(maxAnswerBytes)} bytes, so it was not kept. GET shows what was done.`,
  };
  return new CourantError(
    "ANSWER_NOT_KEPT",
    `The request with this Idempotency-Key was done at ${time} and answered ${status}${place}. ${explain[omitted]}`,
    { members: { answered: status, at: time, ...(location !== undefined && { location }) } },
  );
}
