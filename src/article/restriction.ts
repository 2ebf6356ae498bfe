/*
 * A restriction is a mark by which an article says that it is not meant for everybody: it is a draft, private, for members,
 * unlisted. Programs write it in many ways; this file knows them all, whether they stand in front matter, in JSON or in XML.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Names that restrict an article unless their value says no. An odd value restricts it: better left out than let out. */
const restrictingNames: ReadonlySet<string> = new Set([
  ...["draft", "isdraft", "saveasdraft", "private", "isprivate", "unlisted", "isunlisted", "hidden", "ishidden"],
  ...["unpublished", "trashed", "deleted", "noindex", "robotsnoindex", "membersonly", "memberonly", "subscribersonly"],
  ...["subscriberonly", "paidonly", "paywall", "paywalled", "password", "postpassword", "passwordprotected"],
  ...["embargo", "embargoeduntil", "emailonly"],
]);

/** Names that restrict an article where their value says yes; they have other meanings, too. */
const restrictingWhenYes: ReadonlySet<string> = new Set([
  ...["premium", "ispremium", "paid", "restricted", "protected", "internal", "confidential", "secret", "encrypted"],
  ...["hide", "wip", "disabled", "loginrequired", "headless", "eleventyexcludefromcollections", "excludefromfeed"],
  "excludefromfeeds",
]);

/** Names that restrict an article where their value says no; a date, as in `published: 2024-05-01`, does not. */
const permittingNames: ReadonlySet<string> = new Set([
  ...["published", "ispublished", "publish", "dgpublish", "public", "ispublic", "listed", "islisted", "visible"],
  ...["isvisible", "active", "enabled", "live", "routable", "discoverable", "render", "permalink", "sitemap", "feed"],
  ...["isaccessibleforfree", "indexable"],
]);

/** Names whose value is a word for a state, or for those who may read. */
const stateNames: ReadonlySet<string> = new Set([
  ...["status", "poststatus", "publishstatus", "publicationstatus", "state", "access", "accesslevel", "audience"],
  ...["security", "protect", "creativeworkstatus"],
]);

/** Names whose value says who may read: every word that is not known to mean everybody restricts the article. */
const visibilityNames: ReadonlySet<string> = new Set(["visibility", "postvisibility", "privacy"]);

const robotsNames: ReadonlySet<string> = new Set(["robots", "metarobots", "googlebot", "xrobotstag"]);

/** Members that hold settings of the article, among them these names. In others, such as `cover`, they mean something else. */
const settingsNames: ReadonlySet<string> = new Set([
  ...["seo", "yoast", "meta", "metadata", "extra", "params", "build", "robots", "sitemap", "wordpress", "post", "<<"],
]);

/** Lists of elements for a page's head, in which robots may be told something. */
const headNames: ReadonlySet<string> = new Set(["head", "meta"]);
const headNoindex = /"(?:robots|googlebot)"[^{}]{0,80}no-?index/i;

/** Names that keep an article out of a site's map. */
const sitemapNames: ReadonlySet<string> = new Set(["disable", "disabled", "exclude", "excluded", "ignore"]);

/** Names that say no within some settings only, as in Hugo's `build: { list: never }`: elsewhere they are numbers. */
const permittingSettings: Readonly<Record<string, ReadonlySet<string>>> = {
  build: new Set(["list"]),
  robots: new Set(["index"]),
  seo: new Set(["index"]),
  sitemap: new Set(["include"]),
};

const no = /^(?:false|no|n|off|0|none|never|local)$/i;
const yes = /^(?:true|yes|y|on|1)$/i;
const everybody =
  /^(?:public|world|all|any(?:one)?|every(?:one|body)|open|free|publish(?:ed)?|visible|listed|default|external)$|^public\b/i;
const restricted = new RegExp(
  `^(?:${[
    ...[
      "(?:auto |in )?draft",
      "drafts",
      "private",
      "pending",
      "hidden",
      "unlisted",
      "(?:soft )?trash(?:ed)?",
      "deleted",
    ],
    ...[
      "unpublished",
      "(?:in |needs |under )?review",
      "internal",
      "confidential",
      "secret",
      "password",
      "embargo(?:ed)?",
    ],
    ...["offline", "friends", "usemask", "custom", "followers", "members?", "subscribers?", "patrons?", "customers?"],
    ...[
      "paid",
      "premium",
      "vip",
      "login",
      "registered",
      "restricted",
      "withheld",
      "scheduled",
      "queued",
      "skip",
      "wip",
    ],
    ...["inherit", "only me", "not public", "not published"],
  ].join("|")})(?: only)?$`,
  "i",
);

/** Settings within settings within settings; more are not looked into. */
const maxDepth = 4;

/**
 * The first mark in the members of an article that says it is not meant for everybody.
 * Names count whatever their case, and with or without dashes, underscores and blanks. Pure; never throws.
 * @returns the mark as it is written, such as `draft: true` or `seo.robots: noindex`. Of values only well-known words are
 *   shown: others may be a password. Undefined where there is none
 */
export function restrictionOf(fields: Fields): string | undefined {
  return restrictionIn(fields, { path: "", depth: 0, settings: "", seen: new Set() });
}

type Place = { path: string; depth: number; settings: string; seen: Set<object> };

function restrictionIn(fields: Fields, { path, depth, settings, seen }: Place): string | undefined {
  // YAML can name one object very many times.
  if (seen.has(fields)) return undefined;
  seen.add(fields);
  for (const [typed, value] of Object.entries(fields)) {
    const name = typed.toLowerCase().replace(/[\s_-]+/g, "");
    const shownName = `${path}${typed.slice(0, 60).toWellFormed()}`;
    if (restricts(name, wordsOf(value), settings)) return `${shownName}: ${shown(value)}`;
    if (headNames.has(name) && tellsRobots(value)) return `${shownName}: noindex`;
    if (depth >= maxDepth || !isMembers(value)) continue;
    // Members of JSON Feed that begin with “_” are extensions: a program's own settings of the article.
    if (!settingsNames.has(name) && !typed.startsWith("_")) continue;
    const inner = restrictionIn(value, { path: `${shownName}.`, depth: depth + 1, settings: name, seen });
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function restricts(name: string, words: readonly string[], settings: string): boolean {
  if (words.length === 0) return false;
  const saysNo = words.every((word) => no.test(word));
  const saysYes = words.some((word) => yes.test(word));
  if (restrictingNames.has(name)) return words.some((word) => yes.test(word) || !(no.test(word) || isData(word)));
  if (restrictingWhenYes.has(name)) return saysYes;
  if (settings === "sitemap" && sitemapNames.has(name)) return saysYes;
  if (permittingNames.has(name)) return saysNo || words.some(isRestrictedState);
  if (Object.hasOwn(permittingSettings, settings) && permittingSettings[settings]?.has(name)) return saysNo;
  if (stateNames.has(name)) return words.some(isRestrictedState);
  if (visibilityNames.has(name)) return words.some((word) => !(everybody.test(word) || yes.test(word) || isData(word)));
  return robotsNames.has(name) && words.some(isNoindex);
}

/** Whether a word says that something is a draft, private or for some only. */
export function isRestrictedState(word: string): boolean {
  return restricted.test(word.replace(/[_-]+/g, " ").trim());
}

/** Whether a value counts or leads somewhere, and says nothing about who may read. A 1 is a yes. */
function isData(word: string): boolean {
  return /^(?:[-+]?\d+(?:\.\d+)?|https?:\/\/\S+)$/i.test(word) && !yes.test(word);
}

/**
 * Whether directives for search engines say that a page is not to be listed
 * (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag).
 */
export function isNoindex(directives: string): boolean {
  const bare = directives.replace(/\bmax-[\w-]+\s*:\s*[\w-]+/gi, "");
  return bare.split(/[\s,;]+/).some((directive) => /^(?:[\w-]+:)?(?:no-?index|none)$/i.test(directive));
}

function tellsRobots(value: unknown): boolean {
  try {
    return typeof value === "object" && headNoindex.test(JSON.stringify(value).slice(0, 20_000));
  } catch {
    return false;
  }
}

/** The values that a member has as text; objects have none. An empty value says nothing. */
function wordsOf(value: unknown): string[] {
  if (typeof value !== "object") return wordOf(value);
  return Array.isArray(value) ? value.slice(0, 100).flat(1).flatMap(wordOf) : [];
}

function wordOf(value: unknown): string[] {
  const word = ["string", "number", "boolean", "bigint"].includes(typeof value) ? String(value).trim() : "";
  return word === "" ? [] : [word];
}

function shown(value: unknown): string {
  const words = wordsOf(value);
  const areKnown = words.every((word) => yes.test(word) || no.test(word) || isRestrictedState(word) || isNoindex(word));
  return areKnown ? words.join(", ").slice(0, 60) : "…";
}

function isMembers(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
