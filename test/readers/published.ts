import { linkOf } from "../../src/article/address.ts";
import type { Article } from "../../src/article/article.ts";
import { addressOf } from "../../src/render/address.ts";
import { showArticles } from "../../src/render/content.ts";
import type { DocumentContext, FormatName } from "../../src/render/format.ts";
import { headlineOf } from "../../src/render/page/labels.ts";
import { episodeTitle } from "../../src/render/podcast.ts";
import { type Item, second } from "./reading.ts";

/** The content of a document about an article, as a reader shows it that sees everything. */
export function published(article: Article, format: FormatName, context: DocumentContext): Item {
  const { baseUrl, channel, site } = context;
  const style = { content: channel.content, language: channel.language ?? site.language, baseUrl };
  const { summary, summaryHtml, html } = showArticles([article], style)[0]?.content ?? {};
  const link = addressOf(linkOf(article, baseUrl));
  const isEpisode = format === "rss" && channel.podcast !== undefined;
  const attachments = article.attachments ?? [];
  const item: Item = {
    id: article.id,
    title: article.title || (isEpisode ? (episodeTitle(article) ?? link) : undefined),
    link,
    published: second(article.date_published),
    updated: second(article.date_modified),
    authors: (article.authors ?? []).flatMap(({ name, url }) => name || url || []),
    tags: article.tags ?? [],
    summary,
    content: html,
    image: article.image && addressOf(article.image),
    enclosures: attachments.map(({ url, mime_type, size_in_bytes }) => ({
      url: addressOf(url),
      type: mime_type,
      length: size_in_bytes,
    })),
    language: article.language,
  };
  return own[format](item, article, summaryHtml);
}

/**
 * The article with every enclosure once, without its pictures: Media RSS says what `enclosure` cannot, so an address may
 * stand in both, and pictures stand there too. A length of 0 is one that is not known.
 */
export function attached(item: Item, { image, banner_image }: Article): Item {
  const known = new Set([image, banner_image].map((url) => url && addressOf(url)));
  const enclosures = item.enclosures.flatMap(({ url, type, length }) => {
    if (known.has(url)) return [];
    known.add(url);
    return [{ url, type, length: length || undefined }];
  });
  return { ...item, enclosures };
}

/** The peculiarities of a format. */
const own: Record<FormatName, (item: Item, article: Article, summaryHtml: string | undefined) => Item> = {
  /** An item has a title or a description, and neither a date of change nor a language. */
  rss: (item, article, summaryHtml) => ({
    ...item,
    title: item.title ?? (item.content === undefined && item.summary === undefined ? item.link : undefined),
    content: item.content ?? summaryHtml,
    summary: item.content === undefined ? undefined : item.summary,
    image: item.image ?? bannerOf(article),
    updated: undefined,
    language: undefined,
  }),
  /** An entry is never without a title, nor without a summary where it has no content. */
  atom: (item, article) => {
    const title = item.title ?? headlineOf(article) ?? article.attachments?.[0]?.title ?? item.link;
    const summary = item.summary ?? (item.content === undefined ? title : undefined);
    return { ...item, title, summary, image: item.image ?? bannerOf(article) };
  },
  /** An item has content. Addresses of authors stand apart from their names, and so does text from HTML. */
  json: (item, article) => ({
    ...item,
    content:
      item.content === undefined
        ? (item.summary ?? item.title ?? "")
        : (!article.content_html && article.content_text) || item.content,
  }),
};

/** Where an article has no image, its banner is the only picture in Media RSS. */
function bannerOf({ banner_image }: Article): string | undefined {
  return banner_image && addressOf(banner_image);
}

/** Ids that are no IRI stand in Atom as tag URIs made of them. */
export function articleId(id: string | undefined): string | undefined {
  const encoded = id?.match(/^tag:[^:]*,2026:article:(.*)$/s)?.[1];
  return encoded === undefined ? id : decodeURIComponent(encoded.replaceAll("=25", "%25"));
}
