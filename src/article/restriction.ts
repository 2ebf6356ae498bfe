import { isMembers } from "./members.ts";
import {
  everybodyPattern,
  headNames,
  noPattern,
  permittingNames,
  permittingSettings,
  restrictedStatePattern,
  restrictingNames,
  restrictingWhenYes,
  robotsNames,
  settingsNames,
  sitemapNames,
  stateNames,
  visibilityNames,
  yesPattern,
} from "./restriction-names.ts";

/*
 * A restriction is a mark by which an article says that it is not meant for everybody: it is a draft, private, for members,
 * or unlisted. Programs write such marks in many ways, in front matter, in JSON and in XML.
 */

type Fields = Readonly<Record<string, unknown>>;

const headNoindex = /"(?:robots|googlebot)"[^{}]{0,80}no-?index/i;

/** Levels of settings within settings; deeper ones are ignored. */
const maxSettingsDepth = 4;

/**
 * Finds the first member of an article which says that the article is not meant for everybody. Case, dashes,
 * underscores and blanks in names do not count. Pure; never throws.
 * @returns the mark as it is written, such as `draft: true` or `seo.robots: noindex`; undefined without a mark. Only
 *   well-known words of the value are shown, because any other value may be a password
 */
export function restrictionOf(fields: Fields): string | undefined {
  return restrictionIn(fields, { path: "", depth: 0, settings: "", seen: new Set() });
}

type SearchPosition = { path: string; depth: number; settings: string; seen: Set<object> };

function restrictionIn(fields: Fields, { path, depth, settings, seen }: SearchPosition): string | undefined {
  // YAML can refer to one object very many times.
  if (seen.has(fields)) return undefined;
  seen.add(fields);
  for (const [rawName, value] of Object.entries(fields)) {
    const name = rawName.toLowerCase().replace(/[\s_-]+/g, "");
    const displayName = `${path}${rawName.slice(0, 60).toWellFormed()}`;
    if (isRestricting(name, wordsOf(value), settings)) return `${displayName}: ${describeMark(value)}`;
    if (headNames.has(name) && holdsNoindex(value)) return `${displayName}: noindex`;
    if (depth >= maxSettingsDepth || !isMembers(value)) continue;
    // Members of JSON Feed that begin with “_” are extensions. They hold a program's own settings of the article.
    if (!settingsNames.has(name) && !rawName.startsWith("_")) continue;
    const nested = restrictionIn(value, { path: `${displayName}.`, depth: depth + 1, settings: name, seen });
    if (nested !== undefined) return nested;
  }
  return undefined;
}

function isRestricting(name: string, words: readonly string[], settings: string): boolean {
  if (words.length === 0) return false;
  const saysNo = words.every((word) => noPattern.test(word));
  const saysYes = words.some((word) => yesPattern.test(word));
  if (restrictingNames.has(name))
    return words.some((word) => yesPattern.test(word) || !(noPattern.test(word) || isNumberOrUrl(word)));
  if (restrictingWhenYes.has(name)) return saysYes;
  if (settings === "sitemap" && sitemapNames.has(name)) return saysYes;
  if (permittingNames.has(name)) return saysNo || words.some(isRestrictedState);
  if (Object.hasOwn(permittingSettings, settings) && permittingSettings[settings]?.has(name)) return saysNo;
  if (stateNames.has(name)) return words.some(isRestrictedState);
  if (visibilityNames.has(name))
    return words.some((word) => !(everybodyPattern.test(word) || yesPattern.test(word) || isNumberOrUrl(word)));
  return robotsNames.has(name) && words.some(isNoindex);
}

/** Tells whether a word means that an article is a draft, private, or for some people only. */
export function isRestrictedState(word: string): boolean {
  return restrictedStatePattern.test(word.replace(/[_-]+/g, " ").trim());
}

/** Tells whether a value is a number or an address, which says nothing about readers. A 1 means yes. */
function isNumberOrUrl(word: string): boolean {
  return /^(?:[-+]?\d+(?:\.\d+)?|https?:\/\/\S+)$/i.test(word) && !yesPattern.test(word);
}

/**
 * Tells whether directives for search engines forbid listing a page
 * (https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag).
 */
export function isNoindex(directives: string): boolean {
  const bare = directives.replace(/\bmax-[\w-]+\s*:\s*[\w-]+/gi, "");
  return bare.split(/[\s,;]+/).some((directive) => /^(?:[\w-]+:)?(?:no-?index|none)$/i.test(directive));
}

function holdsNoindex(value: unknown): boolean {
  try {
    return typeof value === "object" && headNoindex.test(JSON.stringify(value).slice(0, 20_000));
  } catch {
    return false;
  }
}

/** Returns the values of a member as text. Objects and empty values have none. */
function wordsOf(value: unknown): string[] {
  if (typeof value !== "object") return wordOf(value);
  return Array.isArray(value) ? value.slice(0, 100).flat(1).flatMap(wordOf) : [];
}

function wordOf(value: unknown): string[] {
  const word = ["string", "number", "boolean", "bigint"].includes(typeof value) ? String(value).trim() : "";
  return word === "" ? [] : [word];
}

function describeMark(value: unknown): string {
  const words = wordsOf(value);
  const areWellKnown = words.every(
    (word) => yesPattern.test(word) || noPattern.test(word) || isRestrictedState(word) || isNoindex(word),
  );
  return areWellKnown ? words.join(", ").slice(0, 60) : "…";
}
