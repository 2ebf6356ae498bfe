import { Feed } from "feed";
import { linkOf } from "../article/address.ts";
import type { Attachment } from "../article/article.ts";
import type { Site } from "../config/schema.ts";
import { addressOf } from "./address.ts";
import type { ShownArticle, ShownContent } from "./content.ts";
import {
  escapePlainTexts,
  feedOf,
  feedText,
  fillPattern,
  indentLines,
  markedItem,
  readPattern,
  textBetween,
} from "./feed-parts.ts";
import type { Format, ItemContext } from "./format.ts";
import { historyElements, historyNamespace, hubAddresses, selfAddress } from "./history.ts";
import { attachmentElement, imageElements, mediaNamespace } from "./media.ts";
import { headlineOf } from "./page/labels.ts";
import { authorElements } from "./people.ts";
import { sitePictures } from "./site-pictures.ts";
import { atomSourceElements } from "./source.ts";
import { cdataSection, element, escapeAttribute, escapePlain, escapeText, startTag } from "./xml.ts";

const mediaType = "application/atom+xml";

/** Atom 1.0 (RFC 4287). */
export const atom: Format = {
  name: "atom",
  mediaType,

  items: (shown, context) => shown.map((each) => entryElement(each, context)),

  frame(context, updated) {
    const { site, channel } = context;
    const { small, large } = sitePictures(context);
    const feed = new Feed({
      id: feedText(feedId(channel.slug, site)),
      title: feedText(channel.title),
      description: feedText(channel.description),
      updated: new Date(updated),
      generator: "Courant",
      author: feedAuthor(site.author ?? { name: site.title }),
      ...(site.copyright !== undefined && { copyright: feedText(site.copyright) }),
      ...(large !== undefined && { image: feedText(large) }),
    });
    const root = startTag("feed", {
      xmlns: "http://www.w3.org/2005/Atom",
      "xmlns:fh": historyNamespace,
      "xmlns:media": mediaNamespace,
      "xml:lang": channel.language ?? site.language,
    });
    const parts = [
      ...(small === undefined ? [] : [element("icon", {}, escapeText(small))]),
      escapePlainTexts(textBetween(feed.atom1(), `<feed xmlns="http://www.w3.org/2005/Atom">`, "</feed>")),
      element("link", { rel: "self", type: mediaType, href: selfAddress(context, "atom") }),
      element("link", { rel: "alternate", type: "text/html", href: addressOf(site.url) }),
      ...hubAddresses(context).map((href) => element("link", { rel: "hub", href })),
      ...historyElements(context, "atom", "link", mediaType),
    ];
    const head = `<?xml version="1.0" encoding="utf-8"?>\n${root}${indentLines(1, parts)}\n    `;
    return { head, separator: "\n    ", tail: "\n</feed>\n" };
  },
};

const { content: markedContent, ...markedEntry } = markedItem;
const marks = {
  link: markedEntry.link,
  updated: markedEntry.date.toISOString(),
  published: markedEntry.published.toISOString(),
  content: cdataSection(markedContent),
};

/** Reads the parts of an entry that `feed` writes: the link, the dates and the content. The title is cut off. */
function patternWith(content: { content?: string }) {
  const { title, id, link, date, published } = markedEntry;
  return readPattern(
    feedOf([{ title, id, link, date, published, ...content }]).atom1(),
    { start: `<id>${id}</id>`, end: "</entry>" },
    Object.values(marks),
  );
}

const patterns = { whole: patternWith({ content: markedContent }), withoutContent: patternWith({}) };

function linkDatesAndContent({ article, content: { html } }: ShownArticle, link: string): string {
  const values = new Map([
    [marks.link, escapeAttribute(link)],
    [marks.updated, new Date(article.date_modified).toISOString()],
    [marks.published, new Date(article.date_published).toISOString()],
    [marks.content, cdataSection(html ?? "")],
  ]);
  return fillPattern(html === undefined ? patterns.withoutContent : patterns.whole, values);
}

function entryElement(shown: ShownArticle, { site, baseUrl }: ItemContext): string {
  const { article, content } = shown;
  const { rights } = article._courant;
  const link = addressOf(linkOf(article, baseUrl));
  const related = article.external_url;
  // An entry should have a title (section 4.1.1.1).
  const title = headlineOf(article) ?? article.attachments?.[0]?.title ?? link;
  const parts = [
    element("id", {}, escapeText(entryId(article.id, site))),
    // There is no `type`, because text is the default (section 3.1.1), and with it some parsers read an empty title as an
    // object.
    element("title", {}, escapePlain(title)),
    linkDatesAndContent(shown, link),
    // The link relations are those of section 4.2.7.2.
    ...(related === undefined ? [] : [element("link", { rel: "related", href: addressOf(related) })]),
    ...summaryElements(content, title),
    ...authorElements(article.authors),
    ...atomSourceElements(article, site),
    ...(rights === undefined ? [] : [element("rights", {}, escapePlain(rights))]),
    ...(article.tags ?? []).map((tag) => categoryElement(tag, site)),
    ...(article.attachments ?? []).map(enclosureLink),
    ...imageElements(article),
    // An Atom link has no attribute for the duration.
    ...(article.attachments ?? [])
      .filter((each) => each.duration_in_seconds !== undefined)
      .map((each) => attachmentElement(each, article.media)),
  ];
  return element("entry", { "xml:lang": article.language }, indentLines(2, parts), "\n    ");
}

/**
 * An entry without content should have a summary (section 4.1.1.1), and one with content may have one. Beside content it is
 * HTML as the content is: programs that mail entries prefer plain text, and would mail such a summary alone.
 */
function summaryElements({ summary, summaryHtml, html }: ShownContent, title: string): string[] {
  if (html === undefined) return [element("summary", { type: "text" }, escapePlain(summary ?? title))];
  return summaryHtml === undefined ? [] : [element("summary", { type: "html" }, escapeText(summaryHtml))];
}

/**
 * Returns the feed's permanent id, a tag URI (RFC 4151) of the site's host and the channel's slug. It stays when the base
 * URL or the channel's definition changes. 2026 is a part of the id and never changes.
 */
function feedId(slug: string, site: Site): string {
  return `${tagAuthority(site)}:courant:${slug}`;
}

/**
 * Returns the article's id when it is an absolute IRI, and otherwise a tag URI with the id in it, which never changes. A
 * percent sign in the id becomes `=25`, because software that decodes twice would read `%25` as the start of a character.
 */
function entryId(id: string, site: Site): string {
  const isIri = /^[a-z][a-z0-9+.-]*:(?:[^\s<>"{}|\\^`%\p{Cc}]|%[0-9a-f]{2})+$/iu.test(id);
  // Square brackets may stand around the address of a host only (RFC 3986 section 3.2.2).
  return isIri
    ? id.replace(/(?<!^[a-z]+:\/\/[^/?#]*)[[\]]/gi, encodeURIComponent)
    : `${tagAuthority(site)}:article:${encodeURIComponent(id).replaceAll("%25", "=25")}`;
}

function tagAuthority(site: Site): string {
  return `tag:${new URL(site.url).hostname.replace(/[^a-z0-9.-]/g, "")},2026`;
}

function feedAuthor({ name, url, email }: { name: string; url?: string; email?: string }) {
  return {
    name: feedText(name),
    ...(url !== undefined && { link: addressOf(url) }),
    ...(email !== undefined && { email: feedText(email) }),
  };
}

function categoryElement(tag: string, { tagScheme }: Site): string {
  if (tagScheme === undefined) return element("category", { term: tag });
  return element("category", { term: tag, scheme: addressOf(tagScheme), label: tag });
}

function enclosureLink({ url, mime_type, size_in_bytes, title }: Attachment): string {
  return element("link", {
    rel: "enclosure",
    type: mime_type,
    length: size_in_bytes?.toString(),
    href: addressOf(url),
    title,
  });
}
