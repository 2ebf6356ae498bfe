import { Feed, type Item } from "feed";
import { linkOf } from "../article/address.ts";
import type { Article, Author } from "../article/article.ts";
import type { Podcast } from "../article/podcast.ts";
import type { Site } from "../config/schema.ts";
import { addressOf } from "./address.ts";
import type { ShownArticle } from "./content.ts";
import { feedOf } from "./feed-parts.ts";
import type { Format } from "./format.ts";
import { hubAddresses, previousArchiveAddress, selfAddress } from "./history.ts";
import { sitePictures } from "./site-pictures.ts";
import { authorsOf, sourceMember } from "./source.ts";

/** JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). */
export const json: Format = {
  name: "json",
  mediaType: "application/feed+json",

  items(shown, { baseUrl, site }) {
    const document = feedOf(shown.map((each) => feedItem(each, baseUrl))).json1();
    const { items } = JSON.parse(document) as { items: object[] };
    return shown.map((each, index) => JSON.stringify(itemObject(each, items[index], site)));
  },

  frame(context, updated) {
    const { site, channel } = context;
    const { small, large } = sitePictures(context);
    const hubs = hubAddresses(context);
    const feed = new Feed({
      title: channel.title,
      link: addressOf(site.url),
      description: channel.description,
      updated: new Date(updated),
      feedLinks: { json: selfAddress(context, "json") },
      ...(large !== undefined && { image: large }),
    });
    const { items: _, ...described } = JSON.parse(feed.json1()) as Record<string, unknown>;
    const head = JSON.stringify({
      ...described,
      version: "https://jsonfeed.org/version/1.1",
      favicon: small,
      next_url: previousArchiveAddress(context, "json"),
      language: channel.language ?? site.language,
      authors: site.author && [authorMember(site.author)],
      hubs: hubs.length > 0 ? hubs.map((url) => ({ type: "WebSub", url })) : undefined,
    });
    return { head: `${head.slice(0, -1)},"items":[\n`, separator: ",\n", tail: "\n]}\n" };
  },
};

/** Returns the content of an item as HTML and as plain text; both are undefined when it shows none. */
function contentMembers({ article, content: { html } }: ShownArticle) {
  return {
    content_html: article.content_html ? html : undefined,
    content_text: (html !== undefined && article.content_text) || undefined,
  };
}

/** Returns the parts of an item that `feed` writes. The content is empty, because a long text is slow to write twice. */
function feedItem(shown: ShownArticle, baseUrl: string): Item {
  const { article } = shown;
  return {
    id: article.id,
    link: addressOf(linkOf(article, baseUrl)),
    title: article.title ?? "",
    date: new Date(article.date_modified),
    published: new Date(article.date_published),
    content: "",
    ...(article.image !== undefined && { image: addressOf(article.image) }),
    ...(article.tags !== undefined && { category: article.tags.map((name) => ({ name })) }),
  };
}

/** @param written the members that `feed` wrote, with an empty `content_html` in its place */
function itemObject(shown: ShownArticle, written: object | undefined, site: Site): object {
  const { article, content } = shown;
  const { content_html, content_text } = contentMembers(shown);
  const hasContent = content_html !== undefined || content_text !== undefined;
  return {
    ...written,
    content_html,
    // An item must have `content_html` or `content_text`.
    content_text: hasContent ? content_text : (content.summary ?? article.title ?? ""),
    summary: content.summary,
    external_url: article.external_url && addressOf(article.external_url),
    banner_image: article.banner_image && addressOf(article.banner_image),
    authors: authorsOf(article, site)?.map(authorMember),
    language: article.language,
    attachments: article.attachments?.map((attachment) => ({ ...attachment, url: addressOf(attachment.url) })),
    _courant: extensionMember(article, hasContent, site),
  };
}

function authorMember({ name, url, avatar }: Author) {
  return { name, url: url && addressOf(url), avatar: avatar && addressOf(avatar) };
}

/** Returns the members that JSON Feed has no name for. */
function extensionMember(article: Article, hasContent: boolean, site: Site) {
  const { podcast, revision: _revision, source: _source, feed: _feed, ...published } = article._courant;
  const feed = sourceMember(article, site);
  const extension = {
    ...published,
    ...(podcast !== undefined && { podcast: podcastMember(podcast) }),
    ...(feed !== undefined && { feed }),
    ...(!hasContent && { without_content: true }),
  };
  return Object.keys(extension).length === 0 ? undefined : extension;
}

function podcastMember({ transcripts, chapters, people, ...others }: Podcast) {
  return {
    ...others,
    transcripts: transcripts?.map((transcript) => ({ ...transcript, url: addressOf(transcript.url) })),
    chapters: chapters && { ...chapters, url: addressOf(chapters.url) },
    people: people?.map(({ image, url, ...person }) => ({
      ...person,
      image: image && addressOf(image),
      url: url && addressOf(url),
    })),
  };
}
