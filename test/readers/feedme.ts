import { createRequire } from "node:module";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { FormatName } from "../../src/render/format.ts";
import { atomBody, rssBody } from "./html.ts";
import { enclosure, type Item, listOf, type Reader, second } from "./reading.ts";

/** An element or a JSON value: text alone, or members, `text` among them. Names are in lower case. */
type Node = string | { [name: string]: Node | Node[] };
type Members = Exclude<Node, string>;

// Its declarations say that the class is `default`; it is the module itself.
const FeedMe: new (buffer: true) => Writable & { done(): Members & { items: Members[] } } = createRequire(
  import.meta.url,
)("feedme");

export const feedme: Reader = {
  name: "feedme",
  formats: ["rss", "atom", "json"],
  async read(document, format) {
    const parser = new FeedMe(true);
    parser.end(document);
    await finished(parser);
    const feed = parser.done();
    return { title: text(feed.title), items: feed.items.map(items[format]) };
  },
};

const items: Record<FormatName, (item: Members) => Item> = {
  rss(item) {
    const media = all(item["media:content"]);
    const image = media.find((node) => at(node, "medium") === "image");
    return {
      id: text(item.guid),
      title: text(item.title),
      link: text(item.link),
      published: second(text(item.pubdate)),
      updated: undefined,
      authors: all(item["dc:creator"]).flatMap((node) => text(node) ?? []),
      tags: all(item.category).flatMap((node) => text(node) ?? []),
      ...rssBody(text(item.description), text(item["content:encoded"])),
      image: image && at(image, "url"),
      enclosures: [
        ...all(item.enclosure).flatMap((node) => enclosure(at(node, "url"), at(node, "type"), at(node, "length"))),
        ...media
          .filter((node) => node !== image)
          .flatMap((node) => enclosure(at(node, "url"), at(node, "type"), at(node, "filesize"))),
      ],
      language: undefined,
    };
  },

  atom(item) {
    const links = all(item.link);
    const image = all(item["media:content"]).find((node) => at(node, "medium") === "image");
    const link = links.find((node) => at(node, "rel") === undefined || at(node, "rel") === "alternate");
    return {
      id: text(item.id),
      title: text(item.title),
      link: link && at(link, "href"),
      published: second(text(item.published)),
      updated: second(text(item.updated)),
      authors: all(item.author).flatMap((node) => at(node, "name") ?? []),
      tags: all(item.category).flatMap((node) => at(node, "term") ?? []),
      ...atomBody(text(item.summary), text(item.content)),
      image: image && at(image, "url"),
      enclosures: links
        .filter((node) => at(node, "rel") === "enclosure")
        .flatMap((node) => enclosure(at(node, "href"), at(node, "type"), at(node, "length"))),
      language: at(item, "xml:lang"),
    };
  },

  json(item) {
    return {
      id: text(item.id),
      title: text(item.title),
      link: text(item.url),
      published: second(text(item.date_published)),
      updated: second(text(item.date_modified)),
      authors: all(item.authors).flatMap((node) => at(node, "name") ?? at(node, "url") ?? []),
      tags: all(item.tags).flatMap((node) => text(node) ?? []),
      summary: text(item.summary),
      content: text(item.content_html) ?? text(item.content_text),
      image: text(item.image),
      enclosures: all(item.attachments).flatMap((node) =>
        enclosure(at(node, "url"), at(node, "mime_type"), at(node, "size_in_bytes")),
      ),
      language: text(item.language),
    };
  },
};

function all(nodes: Node | Node[] | undefined): readonly Node[] {
  return listOf<Node>(nodes);
}

/** The text of the first of these nodes. */
function text(nodes: Node | Node[] | undefined): string | undefined {
  const [node] = all(nodes);
  const said = typeof node === "object" ? node.text : node;
  return typeof said === "object" ? undefined : said || undefined;
}

/** A member's text. Numbers stay what they are in JSON. */
function at(node: Node, name: string): string | undefined {
  return typeof node === "string" ? undefined : text(node[name]);
}
