import { parseAtomFeed, parseRdfFeed, parseRssFeed } from "feedsmith";
import { tooMany } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";
import { articleOfEntry } from "./feed-atom.ts";
import type { FeedSurroundings } from "./feed-parts.ts";
import { articleOfItem } from "./feed-rss.ts";
import { checkItemCount, type Item, itemsOfJson } from "./json.ts";
import { type ItemWatch, watchItems } from "./restricted-items.ts";
import { itemsOfWxr } from "./wxr.ts";
import { forbiddenIn, openXml } from "./xml.ts";

/** Characters of what is read as “name (address)”: taking that apart takes time in square of its length. */
const maxPersonLength = 500;
const persons = new Set(["author", "managingeditor", "webmaster"]);

/**
 * The items of a feed: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, or a JSON Feed.
 * @throws ARTICLE_INVALID for XML that is not well-formed; FORMAT_UNKNOWN when it is no feed
 */
export function itemsOfFeed(text: string, surroundings: FeedSurroundings): Item[] {
  if (/^\s*\{/.test(text)) return itemsOfJson(text);
  const { root: typed, watch } = checkXml(text);
  const root = typed.replace(/^.*:/, "").toLowerCase();
  if (root === "rss" && watch.isExport()) return itemsOfWxr(text);
  const articles = articlesOf(withoutCdata(watch.cut(text)), root, surroundings);
  const numbers = watch.numbers();
  const items = articles.map((value, index) => ({ place: `item ${numbers[index] ?? index + 1}`, value }));
  return [...checkItemCount(items), ...watch.skips()];
}

function articlesOf(text: string, root: string, surroundings: FeedSurroundings): (() => unknown)[] {
  if (root === "feed") {
    const feed = read(() => parseAtomFeed(text));
    return (feed.entries ?? []).map((entry) => () => articleOfEntry(entry, feed, surroundings));
  }
  if (root === "rss") {
    const feed = read(() => parseRssFeed(text));
    return (feed.items ?? []).map((item) => () => articleOfItem(item, feed, surroundings));
  }
  if (root === "rdf") {
    const feed = read(() => parseRdfFeed(text));
    return (feed.items ?? []).map((item) => () => articleOfItem(item, feed, surroundings));
  }
  throw new CourantError(
    "FORMAT_UNKNOWN",
    `This is XML, but no feed: its outermost element is <${root.slice(0, 50)}>; expected rss, feed (Atom) or rdf:RDF.`,
  );
}

function read<Feed>(parse: () => Feed): Feed {
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
 * Well-formed XML with its CDATA as text that is escaped, and without comments: `feedsmith` takes what looks like a
 * comment out of both.
 */
function withoutCdata(text: string): string {
  return text.replace(
    /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>/g,
    (whole, inner: string | undefined) => {
      if (inner === undefined) return whole.startsWith("<?") ? whole : "";
      return inner.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
    },
  );
}

/**
 * Goes through all of the XML once, so that what reads it then meets nothing hostile.
 * @returns the root's name, and which items are not meant for everybody
 */
function checkXml(text: string): { root: string; watch: ItemWatch } {
  let root = "";
  let person: { name: string; length: number } | undefined;
  const watch = watchItems(() => reader.tag());
  const reader = openXml({
    open(name, attributes, depth) {
      watch.open(name, attributes, depth);
      if (depth === 1) root ||= name;
      person = persons.has(name.toLowerCase()) ? { name, length: 0 } : undefined;
    },
    text(piece) {
      watch.text(piece);
      if (!person) return;
      person.length += piece.length;
      if (person.length <= maxPersonLength) return;
      const excess = tooMany(person.length, "characters", maxPersonLength);
      throw new CourantError("ARTICLE_INVALID", `<${person.name}>, line ${reader.line()}: ${excess}.`);
    },
    close(name, depth) {
      watch.close(name, depth);
      person = undefined;
    },
  });
  const unfit = forbiddenIn(text);
  if (unfit !== undefined) {
    const line = text.slice(0, text.indexOf(String.fromCodePoint(Number.parseInt(unfit.slice(2), 16)))).split("\n");
    throw new CourantError(
      "ARTICLE_INVALID",
      `The XML cannot be read, line ${line.length}: it has the character ${unfit}, which XML does not allow. Take it out.`,
    );
  }
  reader.write(text);
  reader.end();
  return { root, watch };
}
