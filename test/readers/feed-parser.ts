import { parseFeed } from "@rowanmanning/feed-parser";
import { atomBody, rssBody } from "./html.ts";
import { enclosure, filled, type Reader, second } from "./reading.ts";

export const feedParser: Reader = {
  name: "@rowanmanning/feed-parser",
  formats: ["rss", "atom"],
  async read(document, format) {
    const feed = parseFeed(document);
    const items = feed.items.map((item) => ({
      id: filled(item.id),
      title: filled(item.title),
      link: filled(item.url),
      published: second(item.published),
      updated: second(item.updated),
      authors: item.authors.flatMap(({ name, url }) => name ?? url ?? []),
      tags: item.categories.map(({ term }) => term),
      ...(format === "rss" ? rssBody(item.description, item.content) : atomBody(item.description, item.content)),
      image: filled(item.image?.url),
      enclosures: item.media.flatMap(({ url, mimeType, length }) => enclosure(url, mimeType, length)),
      language: undefined,
    }));
    return { title: filled(feed.title), items };
  },
};
