import { Feed } from "feed";
import { type Article, linkOf } from "../article/article.ts";
import { addressOf } from "./address.ts";
import { said } from "./content.ts";
import { between, blank, feedText, lines, plainTexts } from "./feed-parts.ts";
import type { Format } from "./format.ts";
import { historyElements, historyNamespace, selfOf } from "./history.ts";
import { attachmentElement, imageElements, mediaNamespace } from "./media.ts";
import { element, escapePlain, escapeText, startTag } from "./xml.ts";

const mediaType = "application/rss+xml";

const root = startTag("rss", {
  version: "2.0",
  "xmlns:atom": "http://www.w3.org/2005/Atom",
  "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
  "xmlns:dc": "http://purl.org/dc/elements/1.1/",
  "xmlns:fh": historyNamespace,
  "xmlns:media": mediaNamespace,
});

/** RSS 2.0 (https://www.rssboard.org/rss-specification), with the RSS Advisory Board's Best Practices Profile. */
export const rss: Format = {
  name: "rss",
  mediaType,

  item(article, { baseUrl, content }) {
    const { summary, html } = said(article, content);
    const summaryHtml = summary === undefined ? undefined : escapeText(summary);
    const description = summaryHtml ?? html;
    const link = addressOf(linkOf(article, baseUrl));
    // An item needs a title or a description.
    const title = article.title || (description === undefined ? link : undefined);

    // `feed` writes the date and the texts: without a title, link and id it leaves these out.
    const feed = new Feed(blank);
    feed.addItem({
      title: "",
      link: "",
      date: new Date(article.date_published),
      ...(description !== undefined && { description }),
      ...(summaryHtml !== undefined && html !== undefined && { content: html }),
    });

    const parts = [
      ...(title === undefined ? [] : [element("title", {}, escapePlain(title))]),
      element("link", {}, escapeText(link)),
      element("guid", { isPermaLink: String(article.id === link) }, escapePlain(article.id)),
      between(feed.rss2(), "<item>", "</item>"),
      ...(article.tags ?? []).map((tag) => element("category", {}, escapePlain(tag))),
      ...creators(article),
      ...media(article),
    ];
    return element("item", {}, lines(3, parts), "\n        ");
  },

  frame(context, updated) {
    const { site, channel, maxAge, place } = context;
    const feed = new Feed({
      title: feedText(channel.title),
      link: addressOf(site.url),
      description: feedText(channel.description),
      language: channel.language ?? site.language,
      updated: new Date(updated),
      generator: "Courant",
      // What never changes has no time to live.
      ...(place.kind !== "archive" && { ttl: Math.max(1, Math.ceil(maxAge / 60)) }),
      feedLinks: { rss: selfOf(context, "rss") },
      ...(site.copyright !== undefined && { copyright: feedText(site.copyright) }),
      ...(site.image !== undefined && { image: feedText(addressOf(site.image)) }),
    });
    const parts = [
      plainTexts(between(feed.rss2(), "<channel>", "</channel>")),
      ...editor(site.author),
      ...historyElements(context, "rss", "atom:link", mediaType),
    ];
    const head = `<?xml version="1.0" encoding="utf-8"?>\n${root}\n    <channel>${lines(2, parts)}\n        `;
    return { head, separator: "\n        ", tail: "\n    </channel>\n</rss>\n" };
  },
};

/** `author` is an email address; names go to `dc:creator`, one each. */
function creators(article: Article): string[] {
  return (article.authors ?? [])
    .map(({ name, url }) => name || url)
    .filter((name) => name !== undefined)
    .map((name) => element("dc:creator", {}, escapePlain(name)));
}

/** At most one `enclosure`; `media:content` for the rest. */
function media(article: Article): string[] {
  const [first, ...others] = article.attachments ?? [];
  const enclosure = first && {
    url: addressOf(first.url),
    length: String(first.size_in_bytes ?? 0),
    type: first.mime_type,
  };
  return [
    ...(enclosure === undefined ? [] : [element("enclosure", enclosure)]),
    ...imageElements(article),
    ...others.map(attachmentElement),
  ];
}

/** `managingEditor` is an email address with a name; a name alone is a `dc:creator`. */
function editor(author: { name: string; email?: string } | undefined): string[] {
  if (author === undefined) return [];
  if (author.email === undefined) return [element("dc:creator", {}, escapePlain(author.name))];
  return [element("managingEditor", {}, escapeText(`${author.email} (${author.name})`))];
}
