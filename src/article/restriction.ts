/*
 * A restriction is a mark by which an article says that it is not meant for everybody: it is a draft, private, for members,
 * unlisted. Programs write it in many ways; this file knows them all, whether they stand in front matter, in JSON or in XML.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Names that restrict an article unless their value says no. An odd value restricts it: better left out than let out. */
const restrictingNames: ReadonlySet<string> = new Set([
  ...["draft", "isdraft", "saveasdraft", "private", "isprivate", "unlisted", "isunlisted", "hidden", "ishidden"],
  ...["unpublished", "trashed", "deleted", "noindex", "robotsnoindex", "membersonly", "subscribersonly", "paidonly"],
  ...["paywall", "paywalled", "password", "postpassword", "passwordprotected"],
  ...["headless", "eleventyexcludefromcollections", "emailonly"],
]);

/** Names that restrict an article where their value says no; a date, as in `published: 2024-05-01`, does not. */
const permittingNames: ReadonlySet<string> = new Set([
  ...["published", "ispublished", "publish", "dgpublish", "public", "ispublic", "listed", "islisted"],
  ...["render", "permalink", "sitemap", "isaccessibleforfree", "indexable", "searchable"],
]);

/** Names whose value is a word for a state or for those who may read; the word may be one of several. */
const stateNames: ReadonlySet<string> = new Set([
  ...["status", "poststatus", "state", "access", "accesslevel", "audience", "security", "creativeworkstatus"],
]);

/** Names whose value says who may read: every word that is not known to mean everybody restricts the article. */
const visibilityNames: ReadonlySet<string> = new Set(["visibility", "postvisibility", "privacy"]);

const robotsNames: ReadonlySet<string> = new Set(["robots", "metarobots", "googlebot", "xrobotstag"]);

/** Members that hold settings of the article, among them these names. In others, such as `cover`, they mean something else. */
const settingsNames: ReadonlySet<string> = new Set([
  ...["seo", "meta", "metadata", "extra", "params", "build", "robots", "sitemap"],
]);

/** Names that keep an article out of a site's map. */
const sitemapNames: ReadonlySet<string> = new Set(["disable", "disabled", "exclude", "excluded", "ignore"]);

/** Names that say no within some settings only, as in Hugo's `build: { list: never }`: elsewhere they are numbers. */
const permittingSettings: Readonly<Record<string, ReadonlySet<string>>> = {
  build: new Set(["list"]),
  robots: new Set(["index"]),
  seo: new Set(["index"]),
};

const no = /^(?:false|no|n|off|0|none|never|local)$/i;
const everybody =
  /^(?:public|world|all|any(?:one)?|every(?:one|body)|open|free|publish(?:ed)?|visible|listed|default|true|yes)$/i;
const restricted = [
  ...[
    "(?:auto )?draft",
    "private",
    "pending",
    "hidden",
    "unlisted",
    "trash(?:ed)?",
    "deleted",
    "unpublished",
    "review",
  ],
  ...[
    "internal",
    "confidential",
    "secret",
    "protected",
    "password",
    "embargo(?:ed)?",
    "offline",
    "inactive",
    "friends",
  ],
  ...["usemask", "followers", "members?", "subscribers?", "paid", "premium", "staff", "inherit", "only me"],
  ...["not public", "not published"],
].join("|");
const hasRestrictedState = new RegExp(`\\b(?:${restricted})\\b`, "i");
const isRestrictedState = new RegExp(`^(?:${restricted})$`, "i");

/** Characters of a value that are shown. */
const maxShownLength = 40;

/** Settings within settings within settings; more are not looked into. */
const maxDepth = 4;

/**
 * The first mark in the members of an article that says it is not meant for everybody.
 * Names count whatever their case, and with or without dashes, underscores and blanks. Pure; never throws.
 * @returns the mark as it is written, such as `draft: true` or `seo.robots: noindex`; a password is never shown.
 *   Undefined where there is none
 */
export function restrictionOf(fields: Fields): string | undefined {
  return restrictionIn(fields, "", 0);
}

function restrictionIn(fields: Fields, path: string, depth: number, settings = ""): string | undefined {
  for (const [typed, value] of Object.entries(fields)) {
    const name = typed.toLowerCase().replace(/[\s_-]+/g, "");
    if (restricts(name, wordsOf(value), settings)) return `${path}${typed}: ${shown(name, value)}`;
    if (depth >= maxDepth || !isMembers(value)) continue;
    // Members of JSON Feed that begin with “_” are extensions: a program's own settings of the article.
    if (!settingsNames.has(name) && !typed.startsWith("_")) continue;
    const inner = restrictionIn(value, `${path}${typed}.`, depth + 1, name);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function restricts(name: string, words: readonly string[], settings: string): boolean {
  if (words.length === 0) return false;
  const saysNo = words.every((word) => no.test(word));
  if (restrictingNames.has(name) || (settings === "sitemap" && sitemapNames.has(name))) return !saysNo;
  if (permittingNames.has(name)) return saysNo || words.some((word) => isRestrictedState.test(word));
  if (Object.hasOwn(permittingSettings, settings) && permittingSettings[settings]?.has(name)) return saysNo;
  if (stateNames.has(name)) return words.some((word) => hasRestrictedState.test(word.replace(/[_-]/g, " ")));
  if (visibilityNames.has(name)) return !words.every((word) => everybody.test(word));
  return robotsNames.has(name) && words.some(isNoindex);
}

/** Whether directives for search engines (RFC 9309 has none; see the Robots meta tag) say that a page is not to be listed. */
export function isNoindex(directives: string): boolean {
  return /(?:^|[\s,:;])(?:noindex|none)(?:$|[\s,;])/i.test(directives);
}

/** The values that a member has as text; objects have none. An empty value says nothing. */
function wordsOf(value: unknown): string[] {
  return [value]
    .flat(2)
    .filter((each) => ["string", "number", "boolean", "bigint"].includes(typeof each))
    .map((each) => String(each).trim())
    .filter((word) => word !== "");
}

function shown(name: string, value: unknown): string {
  if (name.includes("password")) return "…";
  const words = wordsOf(value).join(", ");
  return words.length > maxShownLength ? `${words.slice(0, maxShownLength).toWellFormed()}…` : words;
}

function isMembers(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
