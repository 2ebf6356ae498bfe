import { Feed } from "feed";
import type { Article, Author } from "../article/article.ts";
import { linkOf } from "../article/article.ts";
import type { Podcast } from "../article/podcast.ts";
import { addressOf } from "./address.ts";
import { selectContent } from "./content.ts";
import { emptyFeedOptions } from "./feed-parts.ts";
import type { Format } from "./format.ts";
import { previousArchiveAddress, selfAddress } from "./history.ts";

/** JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/). */
export const json: Format = {
  name: "json",
  mediaType: "application/feed+json",

  item(article, context) {
    const { summary, html: content } = selectContent(article, context);
    const html = article.content_html ? content : undefined;
    const text = (content !== undefined && article.content_text) || undefined;
    const hasContent = html !== undefined || text !== undefined;

    const feed = new Feed(emptyFeedOptions);
    feed.addItem({
      id: article.id,
      link: addressOf(linkOf(article, context.baseUrl)),
      title: article.title ?? "",
      date: new Date(article.date_modified),
      published: new Date(article.date_published),
      ...(html !== undefined && { content: html }),
      ...(article.image !== undefined && { image: addressOf(article.image) }),
      ...(article.tags !== undefined && { category: article.tags.map((name) => ({ name })) }),
    });
    const { items } = JSON.parse(feed.json1()) as { items: object[] };
    return JSON.stringify({
      ...items[0],
      // An item must have `content_html` or `content_text`.
      content_text: hasContent ? text : (summary ?? article.title ?? ""),
      summary,
      external_url: article.external_url && addressOf(article.external_url),
      banner_image: article.banner_image && addressOf(article.banner_image),
      authors: article.authors?.map(authorMember),
      language: article.language,
      attachments: article.attachments?.map((attachment) => ({ ...attachment, url: addressOf(attachment.url) })),
      _courant: extensionMember(article, hasContent),
    });
  },

  frame(context, updated) {
    const { site, channel } = context;
    const feed = new Feed({
      title: channel.title,
      link: addressOf(site.url),
      description: channel.description,
      updated: new Date(updated),
      feedLinks: { json: selfAddress(context, "json") },
      ...(site.image !== undefined && { image: addressOf(site.image) }),
    });
    const { items: _, ...described } = JSON.parse(feed.json1()) as Record<string, unknown>;
    const head = JSON.stringify({
      ...described,
      version: "https://jsonfeed.org/version/1.1",
      next_url: previousArchiveAddress(context, "json"),
      language: channel.language ?? site.language,
      authors: site.author && [authorMember(site.author)],
    });
    return { head: `${head.slice(0, -1)},"items":[\n`, separator: ",\n", tail: "\n]}\n" };
  },
};

function authorMember({ name, url, avatar }: Author) {
  return { name, url: url && addressOf(url), avatar: avatar && addressOf(avatar) };
}

/** Returns the members that JSON Feed has no name for. */
function extensionMember({ _courant }: Article, hasContent: boolean) {
  const { podcast, revision: _revision, source: _source, ...published } = _courant;
  const extension = {
    ...published,
    ...(podcast !== undefined && { podcast: podcastMember(podcast) }),
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
