/*
 * The room `fetch`: all outgoing requests to addresses that other people wrote, and the checks on where they may lead. It
 * imports `errors.ts`, `program.ts`, the types of `config` and libraries.
 */
import { lookup as resolveHost } from "node:dns";
import type { LookupFunction } from "node:net";
import { CourantError, excerpt } from "../errors.ts";
import { type AllowList, isPublicAddress, literalAddress, parseAllowList } from "./addresses.ts";
import type { Connection } from "./connection.ts";
import { createPublicLookup } from "./public-lookup.ts";
import { displayUrl, fetchRefusal, findRefusal, reasonOf } from "./reasons.ts";
import { isRedirect, redirectTarget } from "./redirect.ts";
import type { FetchSettings } from "./settings.ts";

export type FetchRequest = {
  /** The answer to a POST is returned as it is, also if it is a redirect. */
  method?: "GET" | "HEAD" | "POST" | "PUT" | "DELETE" | "PURGE";
  /** Whether a redirect is returned as it is, for other methods too. */
  keepsRedirect?: boolean;
  /** The body of a request. */
  content?: string | Uint8Array;
  /** Names in small letters. Every address that a redirect leads to receives them, so they must hold no secrets. */
  headers?: Readonly<Record<string, string>>;
  /** The size limit of the body, if it is smaller than usual. */
  maxBytes?: number;
  /** The number of first bytes to read, if they are enough. The rest of the body is not read, however long it is. */
  prefixBytes?: number;
};

export type FetchAnswer = {
  status: number;
  /** The address that answered, at the end of all redirects. */
  url: string;
  /** The last address that only permanent redirects (301, 308) led to; undefined without such a redirect. */
  movedTo: string | undefined;
  /** Names in small letters; of several values, the first. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Without its content codings. */
  body: Buffer;
  /** Whether `body` holds all of the body, and not only its first bytes. */
  isWhole: boolean;
};

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
  /** Connections to one host at the same time. */
  connections: number;
};

/** Fetches addresses that other people wrote. */
export type Fetcher = {
  /**
   * @returns the answer, whatever its status
   * @throws FETCH_REFUSED when requests may not go to an address, FETCH_FAILED without a complete answer in time
   */
  fetch(url: string, request?: FetchRequest): Promise<FetchAnswer>;
  close(): Promise<void>;
};

export type AddressChecker = {
  /**
   * Checks an address that is to be requested later. A host name is not resolved.
   * @returns its normal form. @throws FETCH_REFUSED when requests may not go there
   */
  checkAddress(url: string): string;
};

export const fetchLimits: FetchLimits = {
  connectMs: 10_000,
  idleMs: 20_000,
  wholeMs: 60_000,
  bodyBytes: 64 * 1024 * 1024,
  headerBytes: 32 * 1024,
  maxRedirects: 5,
  connections: 4,
};

type FetcherDeps = FetchSettings & {
  lookup?: LookupFunction;
  publicLookup?: LookupFunction;
  limits?: Partial<FetchLimits>;
  ca?: string;
};

/**
 * @param deps.lookup resolves host names; the fetcher connects only to the resolved addresses that are allowed
 * @param deps.publicLookup resolves the names of hosts that are not on the allow-list, if another one does
 * @param deps.ca certificates to trust beside Node's own
 */
export function createFetcher(deps: FetcherDeps): Fetcher & AddressChecker {
  const limits = { ...fetchLimits, ...deps.limits };
  const allowList = parseAllowList(deps.allow);
  let connection: Promise<Connection> | undefined;
  let isClosed = false;

  /** Opens the connection for the first request, because undici takes 20 MB and many services request nothing. */
  function connect(): Promise<Connection> {
    if (isClosed) throw new Error("this service is stopping, or takes up another configuration");
    const { lookup = resolveHost, publicLookup = deps.lookup ?? createPublicLookup(), ca } = deps;
    connection ??= import("./connection.ts").then(({ openConnection }) =>
      openConnection(allowList, limits, { lookup, publicLookup, ca }),
    );
    return connection;
  }

  async function followRedirects(start: URL, request: FetchRequest): Promise<FetchAnswer> {
    const signal = AbortSignal.timeout(limits.wholeMs);
    let url = start;
    let movedTo: string | undefined;
    let isPermanent = true;
    for (let hops = 0; ; hops++) {
      checkUrl(url, allowList);
      const authorization = url.origin === start.origin ? credentialsOf(start) : undefined;
      const sizedRequest = { ...request, maxBytes: request.maxBytes ?? limits.bodyBytes };
      const { send } = await connect();
      const answer = await send(url, sizedRequest, { userAgent: deps.userAgent, authorization, signal });
      if (!isRedirect(answer) || request.method === "POST" || request.keepsRedirect)
        return { ...answer, url: url.href, movedTo };
      if (hops === limits.maxRedirects) throw new Error(`it redirects more than ${limits.maxRedirects} times`);
      url = redirectTarget(url, answer.headers.location ?? "");
      isPermanent &&= answer.status === 301 || answer.status === 308;
      if (isPermanent) movedTo = url.href;
    }
  }

  return {
    checkAddress(address) {
      const url = parseAddress(address);
      checkUrl(url, allowList);
      return url.href;
    },

    async fetch(address, request = {}) {
      const url = parseAddress(address);
      try {
        return await followRedirects(url, request);
      } catch (error) {
        const refusal = findRefusal(error);
        if (refusal) throw refusal;
        const detail = `${displayUrl(url)} cannot be fetched: ${reasonOf(error, limits.wholeMs)}.`;
        throw new CourantError("FETCH_FAILED", detail, { cause: error });
      }
    },

    async close() {
      isClosed = true;
      await (await connection)?.close();
    },
  };
}

/** @returns the address without its fragment. @throws FETCH_REFUSED when it is none */
function parseAddress(address: string): URL {
  const url = URL.parse(address);
  if (!url) {
    const detail = `“${excerpt(address)}” is not an address. Write the whole address, with http:// or https://.`;
    throw new CourantError("FETCH_REFUSED", detail);
  }
  url.hash = "";
  return url;
}

/**
 * @throws FETCH_REFUSED when the URL itself is not allowed. An IP address in it is checked here: nothing resolves it
 *   later
 */
function checkUrl(url: URL, allowList: AllowList): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw fetchRefusal(displayUrl(url), "Courant requests only http and https addresses");
  }
  const address = literalAddress(url);
  if (address === undefined || isPublicAddress(address)) return;
  if (allowList.allowsAddress(address) || allowList.allowsHost(url)) return;
  throw fetchRefusal(displayUrl(url), "it is not on the public internet");
}

function credentialsOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const [user, secret] = [username, password].map((part) => decodeURIComponent(part));
  return `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
}
