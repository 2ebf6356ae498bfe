import FeedParser from "feedparser";
import { htmlText } from "./html.ts";
import { enclosure, filled, type Reader, second } from "./reading.ts";

/** The npm package; Python has one of the same name. */
export const feedparser: Reader = {
  name: "feedparser",
  formats: ["rss", "atom"],
  async read(document) {
    const parser = new FeedParser({ addmeta: false });
    parser.end(document);
    const found: FeedParser.Item[] = [];
    for await (const item of parser) found.push(item);
    const items = found.map((item) => {
      // Where there is one text only, it stands in both.
      const both = item.summary !== item.description;
      const summary = both ? filled(item.summary) : undefined;
      return {
        id: filled(item.guid),
        title: filled(item.title),
        link: filled(item.link),
        published: second(item.pubdate),
        updated: second(item.date),
        authors: item.author ? [item.author] : [],
        tags: item.categories,
        summary: summary && htmlText(summary),
        content: filled(item.description),
        image: filled(item.image.url),
        enclosures: item.enclosures.flatMap(({ url, type, length }) => enclosure(url, type, length)),
        language: undefined,
      };
    });
    return { title: filled(parser.meta.title), items };
  },
};
