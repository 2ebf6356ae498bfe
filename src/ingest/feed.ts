import { parseAtomFeed, parseRdfFeed, parseRssFeed } from "feedsmith";
import { describeExcess } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";
import { articleOfEntry } from "./feed-atom.ts";
import type { FeedSurroundings } from "./feed-parts.ts";
import { articleOfItem } from "./feed-rss.ts";
import { checkItemCount, type ImportItem, itemsOfJson } from "./json.ts";
import { type ItemWatch, watchItems } from "./restricted-items.ts";
import { itemsOfWxr } from "./wxr.ts";
import { findForbiddenCharacter, openXml } from "./xml.ts";

/** The longest “name (address)” that is parsed, because parsing takes time in the square of its length. */
const maxPersonLength = 500;
const personElements = new Set(["author", "managingeditor", "webmaster"]);

/**
 * Returns the items of a feed: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, or a JSON Feed.
 * @throws ARTICLE_INVALID for XML that is not well-formed; FORMAT_UNKNOWN for a document that is no feed
 */
export function itemsOfFeed(text: string, surroundings: FeedSurroundings): ImportItem[] {
  if (/^\s*\{/.test(text)) return itemsOfJson(text);
  const { root: rootName, watch } = checkXml(text);
  const root = rootName.replace(/^.*:/, "").toLowerCase();
  if (root === "rss" && watch.isExport()) return itemsOfWxr(text);
  const articles = articleReaders(escapeCdata(watch.withoutRestricted(text)), root, surroundings);
  const numbers = watch.keptNumbers();
  const items = articles.map((value, index) => ({ place: `item ${numbers[index] ?? index + 1}`, value }));
  return [...checkItemCount(items), ...watch.skippedItems()];
}

function articleReaders(text: string, rootName: string, surroundings: FeedSurroundings): (() => unknown)[] {
  if (rootName === "feed") {
    const feed = parseFeed(() => parseAtomFeed(text));
    return (feed.entries ?? []).map((entry) => () => articleOfEntry(entry, feed, surroundings));
  }
  if (rootName === "rss") {
    const feed = parseFeed(() => parseRssFeed(text));
    return (feed.items ?? []).map((item) => () => articleOfItem(item, feed, surroundings));
  }
  if (rootName === "rdf") {
    const feed = parseFeed(() => parseRdfFeed(text));
    return (feed.items ?? []).map((item) => () => articleOfItem(item, feed, surroundings));
  }
  throw new CourantError(
    "FORMAT_UNKNOWN",
    `This is XML, but no feed: its outermost element is <${rootName.slice(0, 50)}>; expected rss, feed (Atom) or rdf:RDF.`,
  );
}

function parseFeed<Feed>(parse: () => Feed): Feed {
  try {
    return parse();
  } catch (cause) {
    throw new CourantError(
      "ARTICLE_INVALID",
      "The feed cannot be read: it has no channel, or elements that make no sense where they stand.",
      { cause },
    );
  }
}

/**
 * Escapes CDATA as text and removes comments in well-formed XML, because `feedsmith` removes everything that looks like a
 * comment, also inside CDATA.
 */
function escapeCdata(text: string): string {
  return text.replace(
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>/g,
    (whole, inner: string | undefined) => {
      if (inner === undefined) return whole.startsWith("<?") ? whole : "";
      return inner.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
    },
  );
}

/**
 * Reads all of the XML once, so that no later parser meets anything hostile.
 * @returns the name of the root, and the items that are not meant for everybody
 */
function checkXml(text: string): { root: string; watch: ItemWatch } {
  let root = "";
  let person: { name: string; length: number } | undefined;
  const watch = watchItems(() => reader.tag());
  const reader = openXml({
    open(name, attributes, depth) {
      watch.open(name, attributes, depth);
      if (depth === 1) root ||= name;
      person = personElements.has(name.toLowerCase()) ? { name, length: 0 } : undefined;
    },
    text(piece) {
      watch.text(piece);
      if (!person) return;
      person.length += piece.length;
      if (person.length <= maxPersonLength) return;
      const excess = describeExcess(person.length, "characters", maxPersonLength);
      throw new CourantError("ARTICLE_INVALID", `<${person.name}>, line ${reader.line()}: ${excess}.`);
    },
    close(name, depth) {
      watch.close(name, depth);
      person = undefined;
    },
  });
  const forbiddenCharacter = findForbiddenCharacter(text);
  if (forbiddenCharacter !== undefined) {
    const line = text
      .slice(0, text.indexOf(String.fromCodePoint(Number.parseInt(forbiddenCharacter.slice(2), 16))))
      .split("\n");
    throw new CourantError(
      "ARTICLE_INVALID",
      `The XML cannot be read, line ${line.length}: it has the character ${forbiddenCharacter}, which XML does not allow. Take it out.`,
    );
  }
  reader.write(text);
  reader.end();
  return { root, watch };
}
