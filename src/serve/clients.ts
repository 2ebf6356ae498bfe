/** What kinds of clients there are. */
export const clientKinds = ["aggregator", "reader", "browser", "bot", "tool", "other"] as const;
export type ClientKind = (typeof clientKinds)[number];

/** What a User-Agent says of a client. */
export type ClientProfile = {
  kind: ClientKind;
  /** The people it asks for, where it says how many. */
  audience?: { aggregator: string; isKnown: boolean; subscribers: number };
};

export type ReadProfile = (userAgent: string | undefined) => ClientProfile;

/** User-Agents repeat, so each is read once; strange ones do not pile up. */
export function profileReader({ maxKept = 2000 } = {}): ReadProfile {
  const kept = new Map<string, ClientProfile>();
  return function readProfile(userAgent) {
    if (userAgent === undefined) return unnamed;
    let profile = kept.get(userAgent);
    if (!profile) {
      profile = profileOf(userAgent.slice(0, 300));
      if (kept.size >= maxKept) kept.clear();
      if (userAgent.length <= 300) kept.set(userAgent, profile);
    }
    return profile;
  };
}

const unnamed: ClientProfile = { kind: "other" };

/** Aggregators poll once for many people. Each by its name, and by what its User-Agent has. */
const aggregators: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["Feedly", /feedly/i],
  ["Feedbin", /feedbin/i],
  ["NewsBlur", /newsblur/i],
  ["Inoreader", /inoreader/i],
  ["The Old Reader", /theoldreader/i],
  ["BazQux", /bazqux/i],
  ["Feeder", /feeder\.co/i],
  ["Feedspot", /feedspot/i],
  ["Feed Wrangler", /feedwrangler|feed wrangler/i],
  ["FeedHQ", /feedhq/i],
  ["Netvibes", /netvibes/i],
  ["Flipboard", /flipboard/i],
  ["Overcast", /^overcast/i],
  ["Pocket Casts", /pocket ?casts/i],
  ["Castro", /^castro/i],
  ["Superfeedr", /superfeedr/i],
  ["Bloglovin", /bloglovin/i],
  ["Blogtrottr", /blogtrottr/i],
  ["Apple Podcasts", /^itms$/i],
];

const readers =
  /netnewswire|reeder|freshrss|miniflux|tiny tiny rss|thunderbird|liferea|newsboat|newsbeuter|akregator|quiterss|rss ?guard|vienna|feeddemon|feeder\/|unread|nextcloud-news|commafeed|fluent ?reader|elfeed|antennapod|podcast|selfoss|readkit|newsflash|raven reader|feedreader|rssowl|fiery feeds|lire\//i;
const bots = /bot\b|bots\b|crawl|spider|slurp|facebookexternalhit|archive\.org|preview|monitor|uptime|validator/i;
const browsers = /^Mozilla\/.*(?:Chrome|Firefox|Safari|Edg|OPR)\//;
const tools =
  /^(?:curl|wget|python|go-http|java|okhttp|axios|node|undici|libwww|ruby|php|apache-httpclient|feedparser|universalfeedparser|simplepie|guzzle|dart|rome|wrk|autocannon)|simplepie|feedfetcher|http_client|httpclient/i;

/** For example “42 subscribers”, “16 readers”, “3 RSS subscribers”. */
const subscribers = /\b(\d{1,9})\s+(?:[a-z]+\s+)?(?:subscriber|reader|follower)s?\b/i;

function profileOf(userAgent: string): ClientProfile {
  const known = aggregators.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const said = subscribers.exec(userAgent)?.[1];
  if (said !== undefined) {
    const aggregator = known ?? productOf(userAgent);
    return { kind: "aggregator", audience: { aggregator, isKnown: known !== undefined, subscribers: Number(said) } };
  }
  return { kind: known === undefined ? kindOf(userAgent) : "aggregator" };
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
