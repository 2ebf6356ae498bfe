import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, buildConnector, type Dispatcher } from "undici";
import { CourantError, excerpt } from "../errors.ts";
import { type AllowList, isPublic, literalAddress, parseAllowList } from "./addresses.ts";
import { acceptedCodings, decodeBody, decodeFirstBytes } from "./decode-body.ts";
import { guardedLookup } from "./lookup.ts";
import { displayUrl, reasonOf, refusal, refusalIn } from "./reasons.ts";
import type { FetchSettings } from "./settings.ts";

export type Request = {
  method?: "GET" | "HEAD";
  /** Names in small letters. They go to every address that a redirect leads to: nothing secret may stand in them. */
  headers?: Readonly<Record<string, string>>;
  /** Bytes, where fewer than usual are enough. */
  limit?: number;
  /** Bytes, where the first of them are enough: what comes after is not read, and no mistake. */
  beginning?: number;
};

export type Answer = {
  status: number;
  /** The address that answered, at the end of all redirects. */
  url: string;
  /** Where permanent redirects (301, 308) led before the first that was not; undefined when there was none. */
  movedTo: string | undefined;
  /** Names in small letters; of several, the first. */
  headers: Readonly<Record<string, string | undefined>>;
  /** Without its content codings. */
  body: Buffer;
  /** Whether that is all of the body, and not only its beginning. */
  isWhole: boolean;
};

/** Asks for what others wrote down an address of. Everything that goes out goes through it. */
export type Fetcher = {
  /**
   * @returns whatever is answered, also errors
   * @throws FETCH_REFUSED when an address is none that may be asked, FETCH_FAILED when there is no whole answer in time
   */
  fetch(url: string, request?: Request): Promise<Answer>;
  close(): Promise<void>;
};

/** Milliseconds, bytes, and how many redirects are followed. */
export const fetchLimits = {
  connect: 10_000,
  idle: 20_000,
  whole: 60_000,
  body: 64 * 1024 * 1024,
  headers: 32 * 1024,
  redirects: 5,
};

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * @param deps.lookup finds the addresses of a name; only those that it gave, and that may be asked, are connected to
 * @param deps.ca certificates to trust beside those that Node trusts
 */
export function createFetcher(
  deps: FetchSettings & { lookup?: LookupFunction; limits?: Partial<typeof fetchLimits>; ca?: string },
): Fetcher {
  const limits = { ...fetchLimits, ...deps.limits };
  const allowed = parseAllowList(deps.allow);
  const lookup = deps.lookup ?? resolve;
  const connection = { timeout: limits.connect, ...(deps.ca !== undefined && { ca: deps.ca }) };
  const anywhere = buildConnector({ ...connection, lookup });
  const guarded = buildConnector({ ...connection, lookup: guardedLookup(lookup, allowed) });
  const agent = new Agent({
    connect: (options, callback) => (allowed.host(options) ? anywhere : guarded)(options, callback),
    headersTimeout: limits.idle,
    bodyTimeout: limits.idle,
    maxHeaderSize: limits.headers,
    pipelining: 1,
    connections: 4,
    keepAliveTimeout: 1000,
  });

  async function ask(
    url: URL,
    { method = "GET", headers, limit = limits.body, beginning }: Request,
    authorization: string | undefined,
    signal: AbortSignal,
  ) {
    const {
      statusCode,
      headers: answered,
      body,
    } = await agent.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      signal,
      headers: {
        "user-agent": deps.userAgent,
        "accept-encoding": acceptedCodings,
        ...headers,
        ...(authorization !== undefined && { authorization }),
      },
    });
    const fields = firstOf(answered);
    if (redirects.has(statusCode) && fields.location !== undefined) {
      body.on("error", () => {}).destroy();
      return { status: statusCode, headers: fields, body: Buffer.alloc(0), isWhole: true };
    }
    const head = { status: statusCode, headers: fields };
    const hasBody = method !== "HEAD" && statusCode !== 204 && statusCode !== 304;
    if (!hasBody) {
      body.on("error", () => {}).destroy();
      return { ...head, body: Buffer.alloc(0), isWhole: true };
    }
    const coding = fields["content-encoding"];
    if (beginning !== undefined) return { ...head, ...(await decodeFirstBytes(body, coding, beginning)) };
    return { ...head, body: await decodeBody(body, coding, limit), isWhole: true };
  }

  async function follow(start: URL, request: Request): Promise<Answer> {
    const signal = AbortSignal.timeout(limits.whole);
    let url = start;
    let movedTo: string | undefined;
    let isPermanent = true;
    for (let hops = 0; ; hops++) {
      check(url, allowed);
      const authorization = url.origin === start.origin ? credentialsOf(start) : undefined;
      const answer = await ask(url, request, authorization, signal);
      if (!redirects.has(answer.status) || answer.headers.location === undefined) {
        return { ...answer, url: url.href, movedTo };
      }
      if (hops === limits.redirects) throw new Error(`it redirects more than ${limits.redirects} times`);
      const next = URL.parse(answer.headers.location, url.href);
      if (!next) throw new Error("it redirects to what is no address");
      if (url.protocol === "https:" && next.protocol === "http:") {
        throw refusal(
          displayUrl(next),
          "an https address redirects to it: what is asked for safely must not come unsafely",
        );
      }
      Object.assign(next, { username: "", password: "", hash: "" });
      isPermanent &&= answer.status === 301 || answer.status === 308;
      if (isPermanent) movedTo = next.href;
      url = next;
    }
  }

  return {
    async fetch(address, request = {}) {
      const url = URL.parse(address);
      if (!url)
        throw new CourantError(
          "FETCH_REFUSED",
          `“${excerpt(address)}” is no address. Give a whole one, with http:// or https://.`,
        );
      url.hash = "";
      try {
        return await follow(url, request);
      } catch (error) {
        const refusal = refusalIn(error);
        if (refusal) throw refusal;
        throw new CourantError("FETCH_FAILED", `${displayUrl(url)} cannot be fetched: ${reasonOf(error, limits)}.`, {
          cause: error,
        });
      }
    },

    close: () => agent.destroy(),
  };
}

/** @throws FETCH_REFUSED where a URL itself says that it must not be asked: names of addresses are never resolved */
function check(url: URL, allowed: AllowList): void {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw refusal(displayUrl(url), "only http and https are asked");
  const literal = literalAddress(url);
  if (literal === undefined || isPublic(literal) || allowed.address(literal) || allowed.host(url)) return;
  throw refusal(displayUrl(url), "it is not on the public internet");
}

function credentialsOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const [user, secret] = [username, password].map((part) => decodeURIComponent(part));
  return `Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`;
}

function firstOf(headers: Dispatcher.ResponseData["headers"]): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
