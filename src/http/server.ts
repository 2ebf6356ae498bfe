/*
 * The room `http`: Node's HTTP server with limits, and the parts of HTTP that clients and servers share. It imports
 * `errors.ts`, Node and a library for addresses only.
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { findFault, hasBody } from "./framing.ts";
import type { ConnectionLimits } from "./limits.ts";
import { createPipelineGuard } from "./pipelining.ts";
import { refuseRequest } from "./refusal.ts";
import { createSlowBodyGuard } from "./slow-bodies.ts";
import { endSlowReaders } from "./slow-readers.ts";

export type ServerOptions = {
  /**
   * Whether a client that ends its side of the connection after its request is answered (RFC 9112 section 9.6). Otherwise
   * Node closes the connection at once, unless the answer is there in the same moment.
   */
  answersHalfClosed?: boolean;
};

/** Creates Node's server with limits on slow, numerous and ambiguous requests. */
export function createHttpServer(
  handler: RequestListener,
  limits: ConnectionLimits,
  { answersHalfClosed = false }: ServerOptions = {},
): Server {
  const mayAnswer = createPipelineGuard(limits.maxPipelined);
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    maxHeaderSize: limits.maxHeaderBytes,
    connectionsCheckingInterval: limits.checkingIntervalMs,
    // A repeated header becomes visible; Node would silently keep the first.
    joinDuplicateHeaders: true,
  });
  server.timeout = limits.stallTimeoutMs;
  server.maxConnections = limits.maxConnections;
  // The property is Node's own and has no option: https://github.com/nodejs/node/blob/v24.x/lib/_http_server.js
  Object.assign(server, { httpAllowHalfOpen: answersHalfClosed });
  endSlowReaders(server, limits.answerTimeoutMs);
  const watchBody = createSlowBodyGuard(server, limits);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    if (!mayAnswer(request, response)) return;
    const fault = findFault(request);
    if (fault) refuseRequest(response, fault);
    else {
      watchBody(request);
      // The content of a GET means nothing (RFC 9110 section 9.3.1). It is not read, so nothing after it is read either.
      if ((request.method === "GET" || request.method === "HEAD") && hasBody(request)) response.shouldKeepAlive = false;
      handler(request, response);
    }
  }

  server.on("request", answer);
  server.on("checkExpectation", (request, response) => {
    if (!mayAnswer(request, response)) return;
    const unmetExpectation = { status: 417, detail: "The only supported expectation is “100-continue”." };
    refuseRequest(response, findFault(request) ?? unmetExpectation);
  });
  // RFC 9110 section 10.1.1: the client sends the content when something begins to read it, not before.
  server.on("checkContinue", (request, response) => {
    let isContinueSent = false;
    const sendContinue = () => {
      if (!isContinueSent && !response.headersSent) response.writeContinue();
      isContinueSent = true;
    };
    request.once("resume", sendContinue);
    // Code that reads the content piece by piece does not resume the request.
    request.on("newListener", (event) => {
      if (event === "readable") sendContinue();
    });
    answer(request, response);
  });
  return server;
}
