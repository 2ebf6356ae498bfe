import type {
  FastifyBaseLogger,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  FastifySchema,
} from "fastify";
import fp from "fastify-plugin";
import { CourantError, excerpt, hideSecrets } from "../errors.ts";
import { hasBody } from "../http/framing.ts";
import { corsHeaders } from "../serve/headers.ts";

/*
 * The room `plugins`: what both Fastify applications have in common, such as answers to errors. A plugin here serves no
 * paths of its own.
 */

/** Answers every error with problem details (RFC 9457). The cause of an internal error is only in the log. */
export const problemDetails = fp(async function problems(
  app: FastifyInstance,
  { answerError }: { answerError: ErrorHandler },
) {
  app.setErrorHandler(answerError);
  // Every path has a route, so only a method that the router does not know gets here.
  app.setNotFoundHandler(({ method }) => {
    throw new CourantError("METHOD_NOT_ALLOWED", `The method ${method} is not supported here.`, {
      headers: { allow: "GET, HEAD, OPTIONS" },
    });
  });
});

export type ErrorHandler = ReturnType<typeof createErrorHandler>;

/**
 * Creates the error handler, which also handles errors before the request has a route.
 * @param isBehindServing whether serving sends the requests
 */
export function createErrorHandler(log: FastifyBaseLogger, isBehindServing: boolean) {
  return function answerError(thrown: FastifyError | CourantError, request: FastifyRequest, reply: FastifyReply) {
    const error = toCourantError(thrown, request);
    if (isBrokenOff(request)) log.info({ url: hideSecrets(excerpt(request.url)) }, "the client broke its request off");
    else if (error.code === "INTERNAL") log.error({ err: thrown, url: hideSecrets(request.url) }, "request failed");
    // The rest of the body is not read, so the client need not send it. Serving stops sending when it has the answer.
    if (!isBehindServing && !request.raw.complete && hasBody(request.raw)) reply.header("connection", "close");
    return reply
      .code(error.status)
      .headers({ "cache-control": "no-store", ...(isPublic(request) ? corsHeaders : {}), ...error.headers })
      .type("application/problem+json")
      .send(JSON.stringify(error.toProblem()));
  };
}

function isPublic({ routeOptions, url }: FastifyRequest): boolean {
  return !/^\/(?:admin|dashboard)(?:\/|$)/.test(routeOptions?.url ?? url);
}

/** Tells whether the connection ended before the body was there. Nobody reads the answer. */
function isBrokenOff({ raw }: FastifyRequest): boolean {
  return !raw.complete && raw.destroyed && hasBody(raw);
}

/** Returns an error as one of the table; an error of Fastify says what is wrong with the request. */
export function toCourantError(error: FastifyError | CourantError, request: FastifyRequest): CourantError {
  if (error instanceof CourantError) return error;
  const status = error.statusCode ?? 500;
  const options = { cause: error };
  if (status === 413) {
    return new CourantError("BODY_TOO_LARGE", `${error.message}. Send it in parts.`, options);
  }
  if (status === 415) {
    return new CourantError("MEDIA_TYPE_UNSUPPORTED", "Send JSON, with “Content-Type: application/json”.", options);
  }
  if (status >= 400 && status < 500) {
    return new CourantError("REQUEST_INVALID", describeInvalidRequest(error, request), options);
  }
  return new CourantError("INTERNAL", "The request failed inside Courant. Its log says why.", options);
}

/** Describes an invalid request, with the place that Fastify found. */
function describeInvalidRequest(
  { validation, validationContext = "body", message }: FastifyError,
  { routeOptions }: FastifyRequest,
): string {
  const mistakes = validation ?? [];
  // Where a body may be null, the mistake in the object tells more.
  const first = mistakes.find(({ params }) => params.additionalProperty !== undefined) ?? mistakes[0];
  if (!first) return excerpt(message);
  const source = validationContext === "querystring" ? "query" : validationContext;
  const place = first.instancePath === "" ? `The ${source}` : `The value of ${first.instancePath} in the ${source}`;
  const unknown = first.params.additionalProperty;
  const { allowedValues } = first.params;
  if (Array.isArray(allowedValues)) return `${place} must be one of: ${allowedValues.join(", ")}.`;
  if (unknown === undefined) return `${place} ${first.message}.`;
  const mistake = `${place} has “${excerpt(String(unknown))}”, which is not a known name.`;
  return validationContext === "querystring" ? `${mistake} ${describeParameters(routeOptions.schema)}` : mistake;
}

/** Says which query parameters a route knows. */
function describeParameters(schema: FastifySchema | undefined): string {
  const { properties = {} } = (schema?.querystring ?? {}) as { properties?: object };
  const names = Object.keys(properties).join(", ");
  return names === "" ? "This call has no parameters." : `The known names are: ${names}.`;
}
