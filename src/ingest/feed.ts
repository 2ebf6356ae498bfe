import { parseAtomFeed, parseRdfFeed, parseRssFeed } from "feedsmith";
import { describeExcess } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";
import { escapeCdata } from "./escape-cdata.ts";
import { watchArrangement } from "./feed-arrangement.ts";
import { articleOfEntry } from "./feed-atom.ts";
import { type FeedSurroundings, resolveUrl } from "./feed-parts.ts";
import { articleOfItem } from "./feed-rss.ts";
import { watchTranslation } from "./feed-translation.ts";
import { checkItemCount, type ImportItem, itemsOfJson } from "./json.ts";
import { type ItemWatch, watchItems } from "./restricted-items.ts";
import { itemsOfWxr } from "./wxr.ts";
import { findForbiddenCharacter, openXml, rootNameOf } from "./xml.ts";

/** The longest “name (address)” that is parsed, because parsing takes time in the square of its length. */
const maxPersonLength = 500;
const personElements = new Set(["author", "managingeditor", "webmaster"]);

/**
 * Returns the items of a feed: RSS 0.9x to 2.0, RSS 1.0 (RDF), Atom 0.3 and 1.0, or a JSON Feed.
 * @throws ARTICLE_INVALID for XML that is not well-formed; FORMAT_UNKNOWN for a document that is no feed
 */
export function itemsOfFeed(written: string, surroundings: FeedSurroundings): ImportItem[] {
  if (/^\s*\{/.test(written)) return itemsOfJson(written, surroundings);
  const text = withoutRootPrefix(written);
  const { root: rootName, watch, channelBase, arrange } = checkXml(text);
  const root = rootName.replace(/^.*:/, "").toLowerCase();
  if (root === "rss" && watch.isExport()) return itemsOfWxr(text, surroundings);
  const kept = watch.keptItems();
  // A channel of which nothing is left is none for the parser of feeds.
  const isEmpty = kept.length === 0 && watch.restrictedItems().length > 0;
  const articles = isEmpty ? [] : articleReaders(escapeCdata(arrange(text)), root, { ...surroundings, channelBase });
  const items = articles.map((value, index) => {
    const { number = index + 1, line } = kept[index] ?? {};
    return { place: `item ${number}`, line, value };
  });
  return [...checkItemCount(items), ...watch.skippedItems()];
}

/** Removes the prefix of the outermost element of RSS from all names, because RSS has no namespace. */
function withoutRootPrefix(text: string): string {
  const prefix = /^([\w.-]{1,50}):rss$/i.exec(rootNameOf(text) ?? "")?.[1];
  if (prefix === undefined) return text;
  const pattern = new RegExp(`<!\\[CDATA\\[[^]*?\\]\\]>|<!--[^]*?-->|<(/?)${prefix.replaceAll(".", "\\.")}:`, "g");
  return text.replace(pattern, (found, slash?: string) => (slash === undefined ? found : `<${slash}`));
}

function articleReaders(
  text: string,
  rootName: string,
  { channelBase, ...surroundings }: FeedSurroundings & { channelBase: string | undefined },
): (() => unknown)[] {
  if (rootName === "feed") {
    const feed = parseFeed(() => parseAtomFeed(text));
    return (feed.entries ?? []).map((entry) => () => articleOfEntry(entry, feed, surroundings));
  }
  if (rootName === "rss") {
    const parsed = parseFeed(() => parseRssFeed(text));
    const feed = withBase(parsed, channelBase, surroundings.baseUrl);
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

/** Returns a feed of RSS with the base address of its channel, which starts from that of its root (XML Base). */
function withBase<Feed extends { xml?: { base?: string } }>(
  feed: Feed,
  base: string | undefined,
  baseUrl: string,
): Feed {
  const channelBase = resolveUrl(base, resolveUrl(feed.xml?.base, baseUrl) ?? baseUrl);
  return channelBase === undefined ? feed : { ...feed, xml: { ...feed.xml, base: channelBase } };
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

type CheckedXml = {
  root: string;
  watch: ItemWatch;
  channelBase: string | undefined;
  arrange: (text: string) => string;
};

/**
 * Reads all of the XML once, so that no later parser meets anything hostile.
 * @returns the name of the root, the items, the base of the channel, and the text as the parser of feeds can read it
 */
function checkXml(text: string): CheckedXml {
  let root = "";
  let person: { name: string; length: number } | undefined;
  const watch = watchItems(() => reader);
  const arrangement = watchArrangement(() => reader);
  const translation = watchTranslation(() => reader);
  const reader = openXml({
    open(name, attributes, depth) {
      watch.open(name, attributes, depth);
      arrangement.open(name, attributes, depth);
      translation.open(name, attributes, depth);
      if (depth === 1) root ||= name;
      person = personElements.has(name.toLowerCase()) ? { name, length: 0 } : undefined;
    },
    text(piece) {
      watch.text(piece);
      arrangement.text(piece);
      translation.text(piece);
      if (!person) return;
      person.length += piece.length;
      if (person.length <= maxPersonLength) return;
      const excess = describeExcess(person.length, "characters", maxPersonLength);
      throw new CourantError("ARTICLE_INVALID", `<${person.name}>, line ${reader.line()}: ${excess}.`);
    },
    close(name, depth) {
      watch.close(name, depth);
      arrangement.close(name, depth);
      translation.close(name, depth);
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
  const arrange = (whole: string) =>
    arrangement.arrange(whole, {
      kept: watch.keptItems(),
      leftOut: watch.restrictedItems(),
      insertions: translation.insertions(),
    });
  return { root, watch, channelBase: translation.channelBase(), arrange };
}
