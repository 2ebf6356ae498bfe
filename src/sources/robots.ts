import parser from "robots-parser";
import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import type { Fetcher } from "../fetch/fetcher.ts";

/** Who is named in robots.txt. */
const agent = "Courant";
/** Milliseconds for which what a site said holds (RFC 9309 section 2.4), and what it could not say. */
const [day, hour] = [86_400_000, 3_600_000];
/** Bytes that are read (RFC 9309 section 2.5 asks for 500 kibibytes at least), and that are fetched. */
const [longest, largest] = [512 * 1024, 4 * 1024 * 1024];
/** Milliseconds between two pages of a site: at least, and as much as it may ask for. */
const [shortestPause, longestPause] = [1000, 60_000];

/** What a site asks of those that read its pages by themselves. */
export type Rules = {
  /** @returns why a page is not to be asked for; undefined when it is */
  against(url: string): string | undefined;
  /** Milliseconds between two pages. */
  pause: number;
};

type Parser = (url: string, text: string) => ReturnType<typeof parser.default>;
// The package is CommonJS whose types describe an ES module.
const parse = parser as unknown as Parser;

/**
 * The rules of robots.txt (RFC 9309), asked for once a day and site. Where there is none, everything is allowed; where it
 * cannot be read, nothing is (section 2.3.1.4) until that is tried again in an hour.
 */
export function openRobots(deps: { fetcher: Fetcher; clock: Clock }): (url: string) => Promise<Rules> {
  const { fetcher, clock } = deps;
  const known = new Map<string, { rules: Promise<Rules>; until: number }>();

  async function ask(address: string, site: { until: number }): Promise<Rules> {
    const nothing = (why: string): Rules => {
      site.until = clock.now() + hour;
      return { against: () => `${address} ${why}, so none of the site’s pages is asked for.`, pause: shortestPause };
    };
    try {
      const { status, body } = await fetcher.fetch(address, { limit: largest });
      if (status >= 500 || status === 429) return nothing(`answers ${status}`);
      if (status !== 200) return { against: () => undefined, pause: shortestPause };
      return rulesIn(address, body.subarray(0, longest).toString());
    } catch (error) {
      return nothing(`cannot be read (${messageOf(error)})`);
    }
  }

  return (url) => {
    const { origin } = new URL(url);
    const found = known.get(origin);
    if (found && found.until > clock.now()) return found.rules;
    const site = { until: clock.now() + day };
    const rules = ask(`${origin}/robots.txt`, site);
    known.set(origin, Object.assign(site, { rules }));
    return rules;
  };
}

/** A URL without what is percent-encoded needlessly: rules match either (RFC 9309 section 2.2.2). */
function plain(url: string): string {
  return url.replace(/%(?:2[de]|3\d|[46][1-9a-f]|[57][\da]|5f|7e)/gi, decodeURIComponent);
}

/** @param address that of robots.txt */
export function rulesIn(address: string, text: string): Rules {
  const robots = parse(address, text);
  const seconds = robots.getCrawlDelay(agent) ?? 0;
  return {
    against: (url) =>
      robots.isDisallowed(plain(url), agent)
        ? `${address} does not want this page to be read by programs. Ask whoever runs the site.`
        : undefined,
    pause: Math.min(longestPause, Math.max(shortestPause, Number.isFinite(seconds) ? seconds * 1000 : 0)),
  };
}
