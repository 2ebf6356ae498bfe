import { Feed } from "feed";
import { linkOf } from "../article/address.ts";
import type { Attachment } from "../article/article.ts";
import type { CompletedArticle } from "../article/media.ts";
import { addressOf } from "./address.ts";
import type { ShownArticle } from "./content.ts";
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
import { attachmentElement, enclosureOf, imageElements, mediaNamespace } from "./media.ts";
import { contributorElements, creatorElements } from "./people.ts";
import { blockElements, episodeElements, episodeTitle, podcastElements, podcastNamespacesOf } from "./podcast.ts";
import { rssSourceElements } from "./source.ts";
import { cdataSection, element, escapePlain, escapeText, startTag } from "./xml.ts";

const mediaType = "application/rss+xml";

const namespaces = {
  "xmlns:atom": "http://www.w3.org/2005/Atom",
  "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
  "xmlns:dc": "http://purl.org/dc/elements/1.1/",
  "xmlns:fh": historyNamespace,
  "xmlns:media": mediaNamespace,
};

/** RSS 2.0 (https://www.rssboard.org/rss-specification), with the RSS Advisory Board's Best Practices Profile. */
export const rss: Format = {
  name: "rss",
  mediaType,

  items: (shown, context) => shown.map((each) => itemElement(each, context)),

  frame(context, updated) {
    const { site, channel, maxAge, place } = context;
    const feed = new Feed({
      title: feedText(channel.title),
      link: addressOf(site.url),
      description: feedText(channel.description),
      language: channel.language ?? site.language,
      updated: new Date(updated),
      generator: "Courant",
      // An archive never changes, so it has no time to live.
      ...(place.kind !== "archive" && { ttl: Math.max(1, Math.ceil(maxAge / 60)) }),
      feedLinks: { rss: selfAddress(context, "rss") },
      ...(site.copyright !== undefined && { copyright: feedText(site.copyright) }),
      ...(site.image !== undefined && { image: feedText(addressOf(site.image)) }),
    });
    const parts = [
      escapePlainTexts(textBetween(feed.rss2(), "<channel>", "</channel>")),
      ...editorElements(site.author),
      ...hubAddresses(context).map((href) => element("atom:link", { rel: "hub", href })),
      ...historyElements(context, "rss", "atom:link", mediaType),
      ...(channel.podcast === undefined ? [] : podcastElements(context, channel.podcast)),
      ...blockElements(channel),
    ];
    const root = startTag("rss", { version: "2.0", ...namespaces, ...podcastNamespacesOf(channel) });
    const head = `<?xml version="1.0" encoding="utf-8"?>\n${root}\n    <channel>${indentLines(2, parts)}\n        `;
    return { head, separator: "\n        ", tail: "\n    </channel>\n</rss>\n" };
  },
};

const { guid, date, description, content } = markedItem;
const marks = { date: date.toUTCString(), first: cdataSection(description), second: cdataSection(content) };

/**
 * The parts of an item that `feed` writes: the date and the texts, by their number. It leaves out an empty title and
 * link.
 */
const patterns = [{}, { description }, { description, content }].map((texts) =>
  readPattern(
    feedOf([{ title: "", link: "", guid, date, ...texts }]).rss2(),
    { start: `<guid isPermaLink="false">${guid}</guid>`, end: "</item>" },
    Object.values(marks),
  ),
);

function dateAndTexts({ article, content: { summaryHtml, html } }: ShownArticle): string {
  const texts = [summaryHtml, html].filter((text) => text !== undefined);
  const [first = "", second = ""] = texts;
  const values = new Map([
    [marks.date, new Date(article.date_published).toUTCString()],
    [marks.first, cdataSection(first)],
    [marks.second, cdataSection(second)],
  ]);
  return fillPattern(patterns[texts.length] ?? [], values);
}

function itemElement(shown: ShownArticle, context: ItemContext): string {
  const { article, content } = shown;
  const { baseUrl, site, podcast } = context;
  const { language, authors, tags = [], external_url: related, _courant } = article;
  const link = addressOf(linkOf(article, baseUrl));
  // An item must have a title or a description, and an episode must have a title.
  const hasDescription = (content.summaryHtml ?? content.html) !== undefined;
  const title = podcast ? (episodeTitle(article) ?? link) : article.title || (hasDescription ? undefined : link);
  const parts = [
    ...(title === undefined ? [] : [element("title", {}, escapePlain(title))]),
    element("link", {}, escapeText(link)),
    ...(related === undefined ? [] : [element("atom:link", { rel: "related", href: addressOf(related) })]),
    element("guid", { isPermaLink: String(article.id === link) }, escapePlain(article.id)),
    dateAndTexts(shown),
    ...tags.map((tag) =>
      element("category", { domain: site.tagScheme && addressOf(site.tagScheme) }, escapePlain(tag)),
    ),
    ...creatorElements(authors),
    ...contributorElements(authors),
    ...rssSourceElements(article, site),
    ...(language === undefined ? [] : [element("dc:language", {}, language)]),
    ...(_courant.rights === undefined ? [] : [element("dc:rights", {}, escapePlain(_courant.rights))]),
    ...mediaElements(article, context),
    ...(podcast ? episodeElements(article) : []),
  ];
  return element("item", { "xml:lang": language }, indentLines(3, parts), "\n        ");
}

/**
 * Renders attachments: at most one as `enclosure`, and the others as `media:content`. The enclosure is a `media:content`
 * too when it has a title or a duration, except that `itunes:duration` has the duration in a podcast.
 */
function mediaElements(article: CompletedArticle, { podcast }: ItemContext): string[] {
  const { image, attachments = [] } = article;
  const enclosed = enclosureOf(article);
  const isComplete = enclosed?.title === undefined && (podcast || enclosed?.duration_in_seconds === undefined);
  const others = attachments.filter((each) => each.url !== image && !(isComplete && each === enclosed));
  return [
    ...(enclosed === undefined ? [] : [enclosureElement(enclosed)]),
    ...imageElements(article),
    ...others.map((each) => attachmentElement(each, article.media)),
  ];
}

/** Renders an enclosure. The length of a file of unknown size is 0, as the profile advises. */
function enclosureElement({ url, mime_type, size_in_bytes = 0 }: Attachment): string {
  return element("enclosure", { url: addressOf(url), length: String(size_in_bytes), type: mime_type });
}

/** Renders the editor. `managingEditor` must have an email address, so a name alone is a `dc:creator`. */
function editorElements(author: { name: string; email?: string } | undefined): string[] {
  if (author === undefined) return [];
  if (author.email === undefined) return [element("dc:creator", {}, escapePlain(author.name))];
  return [element("managingEditor", {}, escapeText(`${author.email} (${author.name})`))];
}
