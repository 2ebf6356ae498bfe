import type { Hash } from "./hash.ts";
import { aggregators, knownProductOf } from "./products.ts";

/** The kinds of clients. */
export const clientKinds = ["aggregator", "reader", "browser", "bot", "tool", "other"] as const;
export type ClientKind = (typeof clientKinds)[number];

/** The data about a client in its User-Agent. */
export type ClientProfile = {
  kind: ClientKind;
  /** The name of the product if it is one of a fixed list (products.ts), and otherwise empty. */
  product: string;
  /** The hash of its User-Agent. */
  hash: number;
  /** The subscribers of an aggregator, when it names their number. */
  audience?: { aggregator: string; isKnown: boolean; subscribers: number };
};

export type ProfileReader = (userAgent: string | undefined) => ClientProfile;

/**
 * Creates a reader of User-Agents that caches the profile of a User-Agent when it comes a second time. Its hash selects
 * the slot in the cache. For a User-Agent that came once, only the hash is stored, so that a flood of new ones leaves no
 * garbage.
 */
export function createProfileReader({ hash, slots = 4096 }: { hash: Hash; slots?: number }): ProfileReader {
  const cache: { userAgent: string; profile: ClientProfile }[] = [];
  const seenHashes = new Float64Array(slots);
  return function readProfile(userAgent) {
    if (userAgent === undefined) return anonymousClient;
    if (userAgent.length > maxProfiledUserAgentLength) {
      const beginning = userAgent.slice(0, maxProfiledUserAgentLength);
      return profileOf(beginning, hash(beginning));
    }
    const hashed = hash(userAgent);
    const slot = hashed % slots;
    const cached = cache[slot];
    if (cached?.userAgent === userAgent) return cached.profile;
    const profile = profileOf(userAgent, hashed);
    if (seenHashes[slot] === hashed) cache[slot] = { userAgent, profile };
    else seenHashes[slot] = hashed;
    return profile;
  };
}

const maxProfiledUserAgentLength = 300;

const anonymousClient: ClientProfile = { kind: "other", product: "", hash: 0 };

const aggregatorPattern = new RegExp([...aggregators.keys()].join("|").replaceAll(".", "\\."), "i");

const readerPattern =
  /netnewswire|reeder|freshrss|miniflux|tiny tiny rss|thunderbird|liferea|newsboat|newsbeuter|akregator|quiterss|rss ?guard|vienna|feeddemon|feeder\/|unread|nextcloud-news|commafeed|fluent ?reader|elfeed|antennapod|podcast|selfoss|readkit|newsflash|raven reader|feedreader|rssowl|fiery feeds|lire\//i;
const botPattern = /bot\b|bots\b|crawl|spider|slurp|facebookexternalhit|archive\.org|preview|monitor|uptime|validator/i;
const browserPattern = /^Mozilla\/.*(?:Chrome|Firefox|Safari|Edg|OPR)\//;
const toolPattern =
  /^(?:curl|wget|python|go-http|java|okhttp|axios|node|undici|libwww|ruby|php|apache-httpclient|feedparser|universalfeedparser|simplepie|guzzle|dart|rome|wrk|autocannon)|simplepie|feedfetcher|http_client|httpclient/i;

/** Matches “42 subscribers”, “16 readers” or “1,024 RSS subscribers”, but not the version in “Acme/2.5 Reader”. */
const subscribersPattern =
  /(?<![\w.,/])(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})\s+(?:[a-z]+\s+)?(?:subscribers?|readers|followers?)\b/i;

function profileOf(userAgent: string, hash: number): ClientProfile {
  const found = aggregatorPattern.exec(userAgent);
  const known = found === null ? undefined : aggregators.get(found[0].toLowerCase());
  const count = subscribersPattern.exec(userAgent)?.[1];
  const product = knownProductOf(userAgent);
  if (count === undefined) return { kind: known === undefined ? kindOf(userAgent) : "aggregator", product, hash };
  return {
    kind: "aggregator",
    product,
    hash,
    audience: {
      aggregator: known ?? productOf(userAgent),
      isKnown: known !== undefined,
      subscribers: Number(count.replaceAll(",", "")),
    },
  };
}

function kindOf(userAgent: string): ClientKind {
  if (readerPattern.test(userAgent)) return "reader";
  if (botPattern.test(userAgent)) return "bot";
  if (browserPattern.test(userAgent)) return "browser";
  return toolPattern.test(userAgent) ? "tool" : "other";
}

/** Returns the name of the first product (RFC 9110 section 10.1.5) after the “Mozilla” that many clients begin with. */
function productOf(userAgent: string): string {
  const products = userAgent.replace(/^Mozilla\/\S+\s*\(?(?:compatible;)?/i, "");
  return /[a-z][\w .-]{0,39}/i.exec(products)?.[0].trim() ?? "unknown";
}
