import parser from "robots-parser";
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Fetcher } from "../fetch/fetcher.ts";

/** Our name in robots.txt. */
const robotsAgent = "Courant";
/** The lifetime of rules (RFC 9309 section 2.4). */
const rulesLifetimeMs = 86_400_000;
/** The wait before rules that could not be read are fetched again. */
const rulesRetryDelayMs = 3_600_000;
/** Bytes that are parsed; RFC 9309 section 2.5 asks for 500 kibibytes at least. */
const maxParsedBytes = 512 * 1024;
const maxFetchedBytes = 4 * 1024 * 1024;
/** The pause between two pages of a site: the usual one, and the longest that a site may ask for. */
const minPauseMs = 1000;
const maxPauseMs = 60_000;

/** A site's rules for programs that read its pages. */
export type RobotsRules = {
  /** Returns why a page must not be fetched, or undefined when it may be. */
  refusalFor(url: string): string | undefined;
  /** The pause between two pages. */
  pauseMs: number;
};

type Parser = (url: string, text: string) => ReturnType<typeof parser.default>;
// The package is CommonJS, but its types describe an ES module.
const parse = parser as unknown as Parser;

type Lifetime = { expiresAt: number };

/**
 * Reads the rules of robots.txt (RFC 9309), once a day for each site. Without a robots.txt everything is allowed. When it
 * cannot be read, nothing is allowed (section 2.3.1.4), and it is fetched again after an hour.
 */
export function openRobots(deps: { fetcher: Fetcher; clock: Clock }): (url: string) => Promise<RobotsRules> {
  const { fetcher, clock } = deps;
  const sites = new Map<string, { rules: Promise<RobotsRules>; lifetime: Lifetime }>();

  async function fetchRules(address: string, lifetime: Lifetime): Promise<RobotsRules> {
    const refuseAll = (reason: string): RobotsRules => {
      lifetime.expiresAt = clock.now() + rulesRetryDelayMs;
      const refusal = `${address} ${reason}, so Courant requests no page of this site.`;
      return { refusalFor: () => refusal, pauseMs: minPauseMs };
    };
    try {
      const { status, body } = await fetcher.fetch(address, { maxBytes: maxFetchedBytes });
      if (status >= 500 || status === 429) return refuseAll(`answers ${status}`);
      if (status !== 200) return { refusalFor: () => undefined, pauseMs: minPauseMs };
      return parseRobots(address, body.subarray(0, maxParsedBytes).toString());
    } catch (error) {
      return refuseAll(`cannot be read (${messageOf(error)})`);
    }
  }

  return (url) => {
    const { origin } = new URL(url);
    const known = sites.get(origin);
    if (known && known.lifetime.expiresAt > clock.now()) return known.rules;
    const lifetime = { expiresAt: clock.now() + rulesLifetimeMs };
    const rules = fetchRules(`${origin}/robots.txt`, lifetime);
    sites.set(origin, { rules, lifetime });
    return rules;
  };
}

/** Decodes needless percent-encoding, because rules match either form (RFC 9309 section 2.2.2). */
function decodeNeedlessEscapes(url: string): string {
  return url.replace(/%(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi, decodeURIComponent);
}

/** @param address the address of robots.txt */
export function parseRobots(address: string, text: string): RobotsRules {
  const robots = parse(address, text);
  const delaySeconds = robots.getCrawlDelay(robotsAgent) ?? 0;
  const delayMs = Number.isFinite(delaySeconds) ? delaySeconds * 1000 : 0;
  return {
    refusalFor: (url) =>
      robots.isDisallowed(decodeNeedlessEscapes(url), robotsAgent)
        ? `${address} does not allow programs to read this page. Ask the operator of the site.`
        : undefined,
    pauseMs: Math.min(maxPauseMs, Math.max(minPauseMs, delayMs)),
  };
}
