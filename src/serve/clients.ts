import type { Hash } from "./hash.ts";

/** What kinds of clients there are. */
export const clientKinds = ["aggregator", "reader", "browser", "bot", "tool", "other"] as const;
export type ClientKind = (typeof clientKinds)[number];

/** What a User-Agent says of a client. */
export type ClientProfile = {
  kind: ClientKind;
  /** The people it asks for, where it says how many. */
  audience?: { aggregator: string; isKnown: boolean; subscribers: number };
};

export type ProfileReader = (userAgent: string | undefined) => ClientProfile;

/**
 * User-Agents repeat, so one that comes a second time is remembered, in a place that its hash says, until another takes
 * the place. Of one that came once only the hash is kept: a flood of new ones leaves nothing for the collector to clear.
 */
export function createProfileReader({ hash, places = 4096 }: { hash: Hash; places?: number }): ProfileReader {
  const kept: { userAgent: string; profile: ClientProfile }[] = [];
  const seen = new Float64Array(places);
  return function readProfile(userAgent) {
    if (userAgent === undefined) return anonymousClient;
    if (userAgent.length > maxUserAgentLength) return profileOf(userAgent.slice(0, maxUserAgentLength));
    const number = hash(userAgent);
    const place = number % places;
    const known = kept[place];
    if (known?.userAgent === userAgent) return known.profile;
    const profile = profileOf(userAgent);
    if (seen[place] === number) kept[place] = { userAgent, profile };
    else seen[place] = number;
    return profile;
  };
}

const maxUserAgentLength = 300;

const anonymousClient: ClientProfile = { kind: "other" };

/** Aggregators poll once for many people. What their User-Agents have in small letters, and their names. */
const aggregators: ReadonlyMap<string, string> = new Map([
  ["feedly", "Feedly"],
  ["feedbin", "Feedbin"],
  ["newsblur", "NewsBlur"],
  ["inoreader", "Inoreader"],
  ["theoldreader", "The Old Reader"],
  ["bazqux", "BazQux"],
  ["feeder.co", "Feeder"],
  ["feedspot", "Feedspot"],
  ["feedhq", "FeedHQ"],
  ["netvibes", "Netvibes"],
  ["flipboard", "Flipboard"],
  ["overcast/", "Overcast"],
  ["pocketcasts", "Pocket Casts"],
  ["pocket casts", "Pocket Casts"],
  ["castro/", "Castro"],
  ["castro 2", "Castro"],
  ["superfeedr", "Superfeedr"],
  ["bloglovin", "Bloglovin"],
  ["blogtrottr", "Blogtrottr"],
  ["itms", "Apple Podcasts"],
]);
const aggregator = new RegExp([...aggregators.keys()].join("|").replaceAll(".", "\\."), "i");

const readers =
  /netnewswire|reeder|freshrss|miniflux|tiny tiny rss|thunderbird|liferea|newsboat|newsbeuter|akregator|quiterss|rss ?guard|vienna|feeddemon|feeder\/|unread|nextcloud-news|commafeed|fluent ?reader|elfeed|antennapod|podcast|selfoss|readkit|newsflash|raven reader|feedreader|rssowl|fiery feeds|lire\//i;
const bots = /bot\b|bots\b|crawl|spider|slurp|facebookexternalhit|archive\.org|preview|monitor|uptime|validator/i;
const browsers = /^Mozilla\/.*(?:Chrome|Firefox|Safari|Edg|OPR)\//;
const tools =
  /^(?:curl|wget|python|go-http|java|okhttp|axios|node|undici|libwww|ruby|php|apache-httpclient|feedparser|universalfeedparser|simplepie|guzzle|dart|rome|wrk|autocannon)|simplepie|feedfetcher|http_client|httpclient/i;

/** For example “42 subscribers”, “16 readers”, “1,024 RSS subscribers”; no version of a reader (“Acme/2.5 Reader”). */
const subscribers =
  /(?<![\w.,/])(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})\s+(?:[a-z]+\s+)?(?:subscribers?|readers|followers?)\b/i;

function profileOf(userAgent: string): ClientProfile {
  const found = aggregator.exec(userAgent);
  const known = found === null ? undefined : aggregators.get(found[0].toLowerCase());
  const said = subscribers.exec(userAgent)?.[1];
  if (said === undefined) return { kind: known === undefined ? kindOf(userAgent) : "aggregator" };
  return {
    kind: "aggregator",
    audience: {
      aggregator: known ?? productOf(userAgent),
      isKnown: known !== undefined,
      subscribers: Number(said.replaceAll(",", "")),
    },
  };
}

function kindOf(userAgent: string): ClientKind {
  if (readers.test(userAgent)) return "reader";
  if (bots.test(userAgent)) return "bot";
  if (browsers.test(userAgent)) return "browser";
  return tools.test(userAgent) ? "tool" : "other";
}

/** The first product that is not the “Mozilla” of old times, as far as it is a name (RFC 9110 section 10.1.5). */
function productOf(userAgent: string): string {
  const products = userAgent.replace(/^Mozilla\/\S+\s*\(?(?:compatible;)?/i, "");
  return /[a-z][\w .-]{0,39}/i.exec(products)?.[0].trim() ?? "unknown";
}
