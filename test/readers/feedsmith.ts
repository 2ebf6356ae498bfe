import { parseAtomFeed, parseJsonFeed, parseRssFeed } from "feedsmith";
import type { FormatName } from "../../src/render/format.ts";
import { atomBody, rssBody } from "./html.ts";
import { enclosure, filled, type Reader, type Reading, second } from "./reading.ts";

export const feedsmith: Reader = {
  name: "feedsmith",
  formats: ["rss", "atom", "json"],
  async read(document, format) {
    return parsers[format](document);
  },
};

const parsers: Record<FormatName, (document: string) => Reading> = {
  rss(document) {
    const feed = parseRssFeed(document);
    const items = (feed.items ?? []).map((item) => {
      const media = item.media?.contents ?? [];
      const image = media.find(({ medium }) => medium === "image");
      return {
        id: item.guid?.value,
        title: item.title,
        link: item.link,
        published: second(item.pubDate),
        updated: undefined,
        authors: item.dc?.creators ?? [],
        tags: (item.categories ?? []).flatMap(({ name }) => name ?? []),
        ...rssBody(item.description, item.content?.encoded),
        image: image?.url,
        enclosures: [
          ...(item.enclosures ?? []).flatMap(({ url, type, length }) => enclosure(url, type, length)),
          ...media.filter((one) => one !== image).flatMap(({ url, type, fileSize }) => enclosure(url, type, fileSize)),
        ],
        language: undefined,
      };
    });
    return { title: feed.title, items };
  },

  atom(document) {
    const feed = parseAtomFeed(document);
    const items = (feed.entries ?? []).map((entry) => ({
      id: entry.id,
      title: filled(entry.title?.value),
      link: entry.links?.find(({ rel }) => rel === undefined || rel === "alternate")?.href,
      published: second(entry.published),
      updated: second(entry.updated),
      authors: (entry.authors ?? []).flatMap(({ name }) => name ?? []),
      tags: (entry.categories ?? []).flatMap(({ term }) => term ?? []),
      ...atomBody(entry.summary?.value, entry.content?.value),
      image: entry.media?.contents?.find(({ medium }) => medium === "image")?.url,
      enclosures: (entry.links ?? [])
        .filter(({ rel }) => rel === "enclosure")
        .flatMap(({ href, type, length }) => enclosure(href, type, length)),
      language: entry.xml?.lang,
    }));
    return { title: feed.title?.value, items };
  },

  json(document) {
    const feed = parseJsonFeed(document);
    const items = (feed.items ?? []).map((item) => ({
      id: item.id,
      title: item.title,
      link: item.url,
      published: second(item.date_published),
      updated: second(item.date_modified),
      authors: (item.authors ?? []).flatMap(({ name, url }) => name ?? url ?? []),
      tags: item.tags ?? [],
      summary: item.summary,
      content: item.content_html ?? item.content_text,
      image: item.image,
      enclosures: (item.attachments ?? []).flatMap(({ url, mime_type, size_in_bytes }) =>
        enclosure(url, mime_type, size_in_bytes),
      ),
      language: item.language,
    }));
    return { title: feed.title, items };
  },
};
