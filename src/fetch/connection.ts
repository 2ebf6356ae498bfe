import type { LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
import type { AllowList } from "./addresses.ts";
import { acceptedCodings, decodeBody, decodeFirstBytes } from "./decode-body.ts";
import type { FetchAnswer, FetchLimits, FetchRequest } from "./fetcher.ts";
import { createGuardedLookup } from "./lookup.ts";
import { isRedirect } from "./redirect.ts";

type SizedRequest = FetchRequest & { maxBytes: number };
type SendOptions = { userAgent: string; authorization: string | undefined; signal: AbortSignal };

/** Connections to public addresses and to hosts of the allow-list only. */
export type Connection = {
  /** Sends one request and reads its answer. Redirects are not followed, and their bodies are not read. */
  send(url: URL, request: SizedRequest, options: SendOptions): Promise<Omit<FetchAnswer, "url" | "movedTo">>;
  /** Ends at once. Requests that have begun fail, and so do later ones. */
  close(): Promise<void>;
};

type ConnectionDeps = { lookup: LookupFunction; publicLookup: LookupFunction; ca: string | undefined };

/**
 * @param deps.lookup resolves the names of hosts of the allow-list. @param deps.publicLookup resolves all others
 * @param deps.ca certificates to trust beside Node's own
 */
export function openConnection(allowList: AllowList, limits: FetchLimits, deps: ConnectionDeps): Connection {
  const agent = openAgent(allowList, limits, deps);
  return { send: (...request) => sendRequest(agent, ...request), close: () => agent.destroy() };
}

function openAgent(allowList: AllowList, limits: FetchLimits, { lookup, publicLookup, ca }: ConnectionDeps): Agent {
  const connection = { timeout: limits.connectMs, ...(ca !== undefined && { ca }) };
  const openConnector = buildConnector({ ...connection, lookup });
  const guardedConnector = buildConnector({ ...connection, lookup: createGuardedLookup(publicLookup, allowList) });
  return new Agent({
    connect(options, callback) {
      const connector = allowList.allowsHost(options) ? openConnector : guardedConnector;
      connector(options, callback);
    },
    headersTimeout: limits.idleMs,
    bodyTimeout: limits.idleMs,
    maxHeaderSize: limits.headerBytes,
    pipelining: 1,
    connections: limits.connections,
    keepAliveTimeout: 1000,
  });
}

async function sendRequest(
  agent: Agent,
  url: URL,
  { method = "GET", content, headers: requestHeaders, maxBytes, prefixBytes }: SizedRequest,
  { userAgent, authorization, signal }: SendOptions,
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
  if (!hasBody) {
    await body.dump();
    return { status, headers, body: Buffer.alloc(0), isWhole: true };
  }
  if (isRedirect({ status, headers })) {
    body.on("error", () => {}).destroy();
    return { status, headers, body: Buffer.alloc(0), isWhole: true };
  }
  const coding = headers["content-encoding"];
  if (prefixBytes !== undefined) return { status, headers, ...(await decodeFirstBytes(body, coding, prefixBytes)) };
  return { status, headers, body: await decodeBody(body, coding, maxBytes), isWhole: true };
}

function firstValues(headers: Dispatcher.ResponseData["headers"]): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
