import { createHash } from "node:crypto";
import type { Article } from "../article/article.ts";
import type { CompletedArticle } from "../article/media.ts";
import type { Person } from "../article/podcast.ts";
import type { Podcast } from "../config/podcast.ts";
import type { Channel } from "../config/schema.ts";
import { addressOf } from "./address.ts";
import { type DocumentContext, documentPath } from "./format.ts";
import { enclosureOf, imageTypeOf } from "./media.ts";
import { headlineOf } from "./page/labels.ts";
import { element, escapePlain } from "./xml.ts";

/*
 * The elements of a podcast in RSS: Apple's tags (https://help.apple.com/itc/podcasts_connect/#/itcb54353390) and the
 * podcast namespace (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md).
 */

const podcastNamespaces = {
  "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
  "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
};

const blockElement = textElement("itunes:block", "Yes");

/**
 * Renders the mark of a private channel by which podcast directories and apps that list feeds leave it out. A podcast that
 * says the same has the mark already.
 */
export function blockElements({ access, podcast }: Channel): string[] {
  return access === "private" && !podcast?.block ? [blockElement] : [];
}

/** Returns the namespaces that a channel needs: those of podcasts, or the one of the mark of private channels. */
export function podcastNamespacesOf({ access, podcast }: Channel): Record<string, string> {
  const { "xmlns:itunes": itunes } = podcastNamespaces;
  if (podcast) return podcastNamespaces;
  return access === "private" ? { "xmlns:itunes": itunes } : {};
}

/** Renders the elements of the whole podcast. */
export function podcastElements({ site, channel, baseUrl, formerSlug }: DocumentContext, podcast: Podcast): string[] {
  const owner = podcast.owner ?? site.author;
  const addressAt = (slug: string) => `${baseUrl}${documentPath(slug, "rss")}`;
  const { guid = podcastGuid(addressAt(formerSlug ?? channel.slug)), funding } = podcast;
  return [
    textElement("itunes:author", podcast.author ?? site.author?.name ?? site.title),
    ...(owner?.email === undefined ? [] : [ownerElement(owner.email, owner.name)]),
    element("itunes:image", { href: addressOf(podcast.image) }),
    ...podcast.categories.map(categoryElement),
    textElement("itunes:explicit", String(podcast.explicit)),
    textElement("itunes:type", podcast.type),
    ...(podcast.block ? [blockElement] : []),
    ...(podcast.complete ? [textElement("itunes:complete", "Yes")] : []),
    ...(formerSlug === undefined ? [] : [textElement("itunes:new-feed-url", addressAt(channel.slug))]),
    textElement("podcast:guid", guid),
    element("podcast:locked", { owner: owner?.email }, podcast.locked ? "yes" : "no"),
    ...podcast.people.map(personElement),
    ...(funding === undefined
      ? []
      : [element("podcast:funding", { url: addressOf(funding.url) }, escapePlain(funding.text))]),
  ];
}

/** Renders the elements of an article as an episode. Its people replace those of the podcast. */
export function episodeElements(article: CompletedArticle): string[] {
  const { image, media, _courant } = article;
  const {
    title,
    season,
    episode,
    episode_type,
    explicit,
    transcripts = [],
    chapters,
    people = [],
  } = _courant.podcast ?? {};
  const seconds = Math.round(enclosureOf(article)?.duration_in_seconds ?? 0);
  return [
    ...(title === undefined ? [] : [textElement("itunes:title", title)]),
    ...(seconds === 0 ? [] : [textElement("itunes:duration", String(seconds))]),
    ...(image === undefined || !isCoverType(imageTypeOf(image, media?.[image]))
      ? []
      : [element("itunes:image", { href: addressOf(image) })]),
    ...(season === undefined ? [] : [textElement("itunes:season", String(season))]),
    ...(episode === undefined ? [] : [textElement("itunes:episode", String(episode))]),
    ...(episode_type === undefined ? [] : [textElement("itunes:episodeType", episode_type)]),
    ...(explicit === undefined ? [] : [textElement("itunes:explicit", String(explicit))]),
    ...transcripts.map(({ url, type, language }) =>
      element("podcast:transcript", { url: addressOf(url), type, language }),
    ),
    ...(chapters === undefined
      ? []
      : [
          element("podcast:chapters", {
            url: addressOf(chapters.url),
            type: chapters.type ?? "application/json+chapters",
          }),
        ]),
    ...people.map(personElement),
  ];
}

/** Returns the title of an episode, which directories require; undefined when the article has no text for it. */
export function episodeTitle(article: Article): string | undefined {
  return article.title || enclosureOf(article)?.title || headlineOf(article);
}

/** Tells whether Apple accepts the image type as a cover: JPEG and PNG, and an unknown type because it may be either. */
function isCoverType(type: string | undefined): boolean {
  return type === undefined || type === "image/jpeg" || type === "image/png";
}

/**
 * Returns the permanent id of a podcast without one: the UUID of version 5 (RFC 9562, section 5.5) of its address
 * (https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md).
 */
export function podcastGuid(address: string): string {
  const name = address.replace(/^https?:\/\//i, "").replace(/\/+$/, "");
  const hash = createHash("sha1").update("ead4c236bf5858c6a2c6a6b28d128cb6", "hex").update(name).digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  return hash.toString("hex", 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function textElement(name: string, value: string): string {
  return element(name, {}, escapePlain(value));
}

function ownerElement(email: string, name: string | undefined): string {
  const nameElements = name === undefined ? [] : [textElement("itunes:name", name)];
  return element("itunes:owner", {}, ...nameElements, textElement("itunes:email", email));
}

/** Renders a category. `Society & Culture > Documentary` is a category inside another. */
function categoryElement(path: string): string {
  const [name = "", within] = path.split(" > ");
  if (within === undefined) return element("itunes:category", { text: name });
  return element("itunes:category", { text: name }, element("itunes:category", { text: within }));
}

function personElement({ name, role, group, image, url }: Person): string {
  const attributes = { role, group, img: image && addressOf(image), href: url && addressOf(url) };
  return element("podcast:person", attributes, escapePlain(name));
}
