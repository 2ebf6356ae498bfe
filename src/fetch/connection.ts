import type { LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
import type { AllowList } from "./addresses.ts";
import { acceptedCodings, decodeBody, decodeFirstBytes } from "./decode-body.ts";
import type { FetchAnswer, FetchRequest } from "./fetcher.ts";
import { createGuardedLookup } from "./lookup.ts";

/** Times in milliseconds, sizes in bytes. */
export type FetchLimits = {
  connectMs: number;
  /** Between two pieces of an answer. */
  idleMs: number;
  /** From the request to the end of its answer, over all redirects. */
  wholeMs: number;
  bodyBytes: number;
  headerBytes: number;
  maxRedirects: number;
};

/**
 * Opens an agent that connects to public addresses and to hosts of the allow-list only.
 * @param lookup resolves host names
 * @param ca certificates to trust beside Node's own
 */
export function openAgent(
  allowList: AllowList,
  limits: FetchLimits,
  { lookup, ca }: { lookup: LookupFunction; ca: string | undefined },
): Agent {
  const connection = { timeout: limits.connectMs, ...(ca !== undefined && { ca }) };
  const openConnector = buildConnector({ ...connection, lookup });
  const guardedConnector = buildConnector({ ...connection, lookup: createGuardedLookup(lookup, allowList) });
  return new Agent({
    connect(options, callback) {
      const connector = allowList.allowsHost(options) ? openConnector : guardedConnector;
      connector(options, callback);
    },
    headersTimeout: limits.idleMs,
    bodyTimeout: limits.idleMs,
    maxHeaderSize: limits.headerBytes,
    pipelining: 1,
    connections: 4,
    keepAliveTimeout: 1000,
  });
}

/** Sends one request and reads its answer. Redirects are not followed, and their bodies are not read. */
export async function sendRequest(
  agent: Agent,
  url: URL,
  { method = "GET", content, headers: requestHeaders, maxBytes, prefixBytes }: FetchRequest & { maxBytes: number },
  { userAgent, authorization, signal }: { userAgent: string; authorization: string | undefined; signal: AbortSignal },
): Promise<Omit<FetchAnswer, "url" | "movedTo">> {
  const response = await agent.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method,
    body: content ?? null,
    signal,
    headers: {
      "user-agent": userAgent,
      "accept-encoding": acceptedCodings,
      ...requestHeaders,
      ...(authorization !== undefined && { authorization }),
    },
  });
  const { statusCode: status, body } = response;
  const headers = firstValues(response.headers);
  const hasBody = method !== "HEAD" && status !== 204 && status !== 304;
  if (!hasBody || isRedirect({ status, headers })) {
    body.on("error", () => {}).destroy();
    return { status, headers, body: Buffer.alloc(0), isWhole: true };
  }
  const coding = headers["content-encoding"];
  if (prefixBytes !== undefined) return { status, headers, ...(await decodeFirstBytes(body, coding, prefixBytes)) };
  return { status, headers, body: await decodeBody(body, coding, maxBytes), isWhole: true };
}

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Tells whether an answer leads to another address (RFC 9110 section 15.4). */
export function isRedirect({ status, headers }: Pick<FetchAnswer, "status" | "headers">): boolean {
  return redirectStatuses.has(status) && headers.location !== undefined;
}

function firstValues(headers: Dispatcher.ResponseData["headers"]): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
