import Parser from "rss-parser";
import { atomBody, rssBody } from "./html.ts";
import { enclosure, listOf, type Reader, second } from "./reading.ts";

export const rssParser: Reader = {
  name: "rss-parser",
  formats: ["rss", "atom"],
  async read(document, format) {
    const feed = await new Parser().parseString(document);
    const items = feed.items.map((item) => ({
      id: format === "rss" ? item.guid : item.id,
      title: item.title,
      link: item.link,
      published: second(item.isoDate),
      updated: undefined,
      authors: [...listOf(format === "rss" ? item.creator : item.author)],
      tags: item.categories ?? [],
      ...(format === "rss" ? rssBody(item.content, item["content:encoded"]) : atomBody(item.summary, item.content)),
      image: undefined,
      enclosures: enclosure(item.enclosure?.url, item.enclosure?.type, item.enclosure?.length),
      language: undefined,
    }));
    return { title: feed.title, items };
  },
};
