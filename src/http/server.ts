import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { faultOf, hasBody } from "./framing.ts";
import type { ConnectionLimits } from "./limits.ts";
import { pipelineGuard } from "./pipelining.ts";
import { refuse } from "./refusal.ts";
import { endSlowReaders } from "./slow-readers.ts";

/** Node's server, with limits for every way in which a client can be slow, many or ambiguous. */
export function createHttpServer(handler: RequestListener, limits: ConnectionLimits): Server {
  const { headersTimeout, requestTimeout, keepAliveTimeout, maxHeaderSize } = limits;
  const mayGoOn = pipelineGuard(limits.maxPipelined);
  const server = createServer({
    headersTimeout,
    requestTimeout,
    keepAliveTimeout,
    maxHeaderSize,
    connectionsCheckingInterval: limits.checkingInterval,
    // A header that is repeated shows as such, where Node would keep the first silently.
    joinDuplicateHeaders: true,
  });
  server.timeout = limits.stallTimeout;
  server.maxConnections = limits.maxConnections;
  endSlowReaders(server, limits.answerTimeout);

  function answer(request: IncomingMessage, response: ServerResponse): void {
    if (!mayGoOn(request, response)) return;
    const fault = faultOf(request);
    if (fault) refuse(response, fault);
    else {
      // Content of a GET means nothing (RFC 9110 section 9.3.1) and is not read, so nothing after it is read either.
      if ((request.method === "GET" || request.method === "HEAD") && hasBody(request)) response.shouldKeepAlive = false;
      handler(request, response);
    }
  }

  server.on("request", answer);
  server.on("checkExpectation", (request, response) => {
    if (!mayGoOn(request, response)) return;
    const unknown = { status: 417, detail: "The only expectation that is met here is “100-continue”." };
    refuse(response, faultOf(request) ?? unknown);
  });
  // RFC 9110 section 10.1.1: the client is asked for the content when something begins to read it, not before.
  server.on("checkContinue", (request, response) => {
    let isAsked = false;
    const ask = () => {
      if (!isAsked && !response.headersSent) response.writeContinue();
      isAsked = true;
    };
    request.once("resume", ask);
    // Who reads it piece by piece does not resume it.
    request.on("newListener", (event) => {
      if (event === "readable") ask();
    });
    answer(request, response);
  });
  return server;
}
