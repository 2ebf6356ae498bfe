import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as sendRequest } from "node:http";
import type { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import type {
  FastifyBaseLogger,
  FastifyError,
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HTTPMethods,
} from "fastify";
import { CourantError, hideSecrets } from "../errors.ts";
import { connectionTarget } from "../http/connection-target.ts";
import { hasBody } from "../http/framing.ts";
import { isSharedAddress } from "../http/networks.ts";
import { createPacer, type Pacer } from "./pacer.ts";
import { unavailablePage } from "./unavailable-page.ts";

/** Where the publishing process listens, as in service.json: `http://HOST:PORT`, or `unix:PATH`. */
export type PublishingAddress = { url: string };

export type AdminProxyOptions = {
  /**
   * Waits for the publishing process while it starts.
   * @returns its address, or undefined when it is not there in time
   */
  findPublishing: () => Promise<PublishingAddress | undefined>;
  log: FastifyBaseLogger;
};

/**
 * Hands all requests below `/admin`, `/dashboard`, `/hub` and `/micropub` on to the publishing process. It keeps nothing in
 * memory: both sides set the pace, and polls go between the pieces of all bodies.
 * Node's own client does it, because it passes `Expect: 100-continue` on, which undici and the proxies built on it refuse.
 */
export async function adminProxyRoutes(app: FastifyInstance, options: AdminProxyOptions): Promise<void> {
  const { findPublishing, log } = options;
  const agent = new Agent({ keepAlive: true });
  const pacer = createPacer();
  app.addHook("onClose", async () => agent.destroy());
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, payload, done) => done(null, payload));

  async function handler(request: FastifyRequest, reply: FastifyReply) {
    const address = await findPublishing();
    if (!address) throw unavailable("It is starting again.");
    const { raw } = request;
    // A client that was let in may wait for long work.
    raw.socket.setTimeout(0);
    const gone = new AbortController();
    reply.raw.once("close", () => {
      if (!reply.raw.writableFinished) gone.abort();
    });
    const answer = await forward(request, address.url, { agent, pacer, signal: gone.signal }).catch(
      (error: unknown) => {
        if (!gone.signal.aborted)
          log.warn({ err: error, url: hideSecrets(request.url) }, "the publishing process did not answer");
        throw unavailable("It ended before it answered; the articles that it had stored by then are kept.");
      },
    );
    reply.hijack();
    const headers = withoutHeaders(answer.headers, connectionHeaders);
    // The rest of the body is not read, so the client need not send it.
    if (!raw.complete && hasBody(raw)) headers.connection = "close";
    reply.raw.writeHead(answer.statusCode ?? 502, headers);
    reply.raw.flushHeaders();
    if (isEventStream(answer)) endWithClient(raw.socket, gone);
    // When publishing ends in the middle of an answer, the client's connection ends as well: the answer is not whole.
    await pipeline(answer, pacer.to(reply.raw)).catch(() => undefined);
  }

  const method = app.supportedMethods as HTTPMethods[];
  for (const url of ["/admin", "/admin/*", "/micropub", "/micropub/*"]) {
    app.route({ method, url, exposeHeadRoute: false, handler });
  }
  for (const url of ["/dashboard", "/dashboard/*"]) {
    app.route({ method, url, exposeHeadRoute: false, handler, errorHandler: answerWithPage });
  }
  for (const url of ["/hub", "/hub/*"]) {
    app.route({ method, url, exposeHeadRoute: false, handler, errorHandler: answerWithText });
  }
}

/** Answers a browser with a page where programs get problem details. */
function answerWithPage(error: FastifyError | CourantError, request: FastifyRequest, reply: FastifyReply): void {
  if (!(error instanceof CourantError) || !/\btext\/html\b/.test(request.headers.accept ?? "")) throw error;
  const { headers, body } = unavailablePage(error.message, request.method);
  reply.code(error.status).headers(headers).send(body);
}

/** Answers subscribers in plain text, as the hub does (WebSub section 5.2). */
function answerWithText(error: FastifyError | CourantError, _request: FastifyRequest, reply: FastifyReply): void {
  if (!(error instanceof CourantError) && error.statusCode !== 415) throw error;
  const isKnown = error instanceof CourantError;
  reply
    .code(isKnown ? error.status : 415)
    .headers({ "cache-control": "no-store", ...(isKnown && error.headers) })
    .type("text/plain; charset=utf-8")
    .send(isKnown ? `${error.message}\n` : "Send a form: Content-Type: application/x-www-form-urlencoded.\n");
}

function isEventStream({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.startsWith("text/event-stream") ?? false;
}

/** Ends an answer that has no end of its own when the client ends its side of the connection. */
function endWithClient(socket: Socket, gone: AbortController): void {
  if (socket.readableEnded) gone.abort();
  else socket.once("end", () => gone.abort());
}

function unavailable(reason: string): CourantError {
  return new CourantError(
    "PUBLISHING_UNAVAILABLE",
    `The process that publishes does not answer. ${reason} Feeds are still served; try again in a few seconds.`,
    { headers: { "retry-after": "5" } },
  );
}

/** Sends a request on. @returns the answer as soon as its headers are there, which may be before the body was sent */
function forward(
  request: FastifyRequest,
  url: string,
  { agent, pacer, signal }: { agent: Agent; pacer: Pacer; signal: AbortSignal },
): Promise<IncomingMessage> {
  const { raw } = request;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const outgoing = sendRequest({
    ...connectionTarget(url),
    path: targetPath(raw.url ?? "/"),
    method: raw.method,
    headers: forwardedHeaders(request),
    agent,
    signal,
  });
  outgoing.on("error", reject);
  outgoing.on("response", (answer) => {
    answer.once("close", () => {
      raw.unpipe();
      if (!outgoing.writableFinished) outgoing.destroy();
    });
    resolve(answer);
  });
  const sendBody = () => raw.pipe(pacer.to(outgoing));
  if (!hasBody(raw)) outgoing.end();
  // RFC 9110 section 10.1.1: the client sends the content when publishing asks for it, not before.
  else if (raw.headers.expect !== undefined) outgoing.once("continue", sendBody);
  else sendBody();
  // A request may be refused before its content is there.
  outgoing.flushHeaders();
  return promise;
}

/** Returns a request target in origin form (RFC 9112 section 3.2). */
function targetPath(target: string): string {
  return target.startsWith("/") ? target : target.replace(/^https?:\/\/[^/?#]*/i, "");
}

/** The headers of one connection (RFC 9110 section 7.6.1). */
const connectionHeaders = [
  "connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
  "te",
  "trailer",
  "proxy-connection",
];

/** The headers that only serving may set. */
const servingHeaders = [
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-real-ip",
  "x-courant-client",
];

function forwardedHeaders(request: FastifyRequest): IncomingHttpHeaders {
  const headers = withoutHeaders(request.headers, [...connectionHeaders, ...servingHeaders]);
  const { "transfer-encoding": coding } = request.headers;
  return {
    ...headers,
    ...(coding !== undefined && { "transfer-encoding": "chunked" }),
    "x-forwarded-for": request.ip,
    "x-forwarded-host": request.host,
    "x-forwarded-proto": request.protocol,
    ...(isSharedAddress(request) && { "x-courant-client": "unknown" }),
  };
}

function withoutHeaders(headers: IncomingHttpHeaders, left: readonly string[]): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !left.includes(name)));
}
