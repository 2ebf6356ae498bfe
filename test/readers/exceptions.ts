import type { DocumentContext, FormatName } from "../../src/render/format.ts";
import { decoded, htmlText, withoutMarkup } from "./html.ts";
import type { Field, Item } from "./reading.ts";

/** A field that a reader shows otherwise than the document says it, or not at all. */
export type Exception = {
  formats: readonly FormatName[];
  field: Field;
  why: string;
  /** Returns the value that is shown instead, and the expected one; undefined where nothing is shown. */
  compare: Comparison | undefined;
};
type Comparison = (seen: Item, said: Item, context: DocumentContext) => readonly [seen: unknown, expected: unknown];

function except(formats: FormatName[], field: Field, why: string, compare?: Comparison): Exception {
  return { formats, field, why, compare };
}

/** The fields that a format has no place for. */
export const unsaid: Readonly<Record<FormatName, readonly Field[]>> = {
  rss: ["updated", "language"],
  atom: [],
  json: [],
};

/** A reader's exceptions by field. Whatever has none is seen exactly as the document says it. */
export function exceptionsOf(reader: string, format: FormatName): ReadonlyMap<Field, Exception> {
  const known = (exceptions[reader] ?? []).filter(({ formats }) => formats.includes(format));
  return new Map(known.map((exception) => [exception.field, exception]));
}

/** By the reader's name. */
export const exceptions: Readonly<Record<string, readonly Exception[]>> = {
  "rss-parser": [
    except(["rss", "atom"], "authors", "the first only", (seen, said) => [seen.authors, said.authors.slice(0, 1)]),
    except(["rss"], "enclosures", "the first only", (seen, said) => [seen.enclosures, said.enclosures.slice(0, 1)]),
    except(["atom"], "enclosures", "not read"),
    except(["rss"], "tags", "objects where they are from a vocabulary", (seen, said, { site: { tagScheme } }) => [
      JSON.stringify(seen.tags),
      JSON.stringify(said.tags.map((tag) => (tagScheme === undefined ? tag : { _: tag, $: { domain: tagScheme } }))),
    ]),
    except(["atom"], "tags", "not read"),
    except(["atom"], "updated", "not read where there is a date of publication"),
    except(["rss", "atom"], "image", "Media RSS is not read"),
    except(["atom"], "language", "not read"),
  ],

  feedparser: [
    except(["rss", "atom"], "title", "what looks like a tag of HTML is taken out", (seen, said) => [
      seen.title ?? "",
      withoutMarkup(said.title ?? ""),
    ]),
    except(["rss"], "authors", "the first only; the feed’s where there is none", (seen, said, context) => [
      seen.authors,
      orOfFeed(said, context, "rss").slice(0, 1),
    ]),
    except(["atom"], "authors", "the feed’s where there is none or more than one", (seen, said, context) => [
      seen.authors,
      said.authors.length === 1 ? said.authors : authorsOf(context, "atom"),
    ]),
    except(["atom"], "summary", "stands as content where there is no content", (seen, said) => [
      seen.summary,
      said.content && said.summary,
    ]),
    except(["atom"], "content", "the summary where there is no content", contentOrSummary),
    except(["rss", "atom"], "image", "only one with a thumbnail, which a banner has not", (seen, said) => [
      seen.image ?? said.image,
      said.image,
    ]),
    except(["atom"], "language", "not read"),
  ],

  "@rowanmanning/feed-parser": [
    except(
      ["rss"],
      "authors",
      "brackets around a name are taken off; the feed’s where there is none",
      (seen, said, context) => [
        seen.authors,
        [
          ...orOfFeed(said, context, "rss"),
          ...(said.authors.length > 0 ? [] : [context.channel.podcast?.author ?? []].flat()),
        ].map((name) => name.replace(/^<(.*)>$/s, "$1")),
      ],
    ),
    except(["rss"], "tags", "the podcast’s categories where there is none", (seen, said, { channel: { podcast } }) => [
      seen.tags,
      said.tags.length > 0 ? said.tags : (podcast?.categories ?? []).map((name) => name.replace(" > ", "/")),
    ]),
    except(["atom"], "image", "an attached picture, where there is one", (seen, said) => [
      said.enclosures.some(({ url, type }) => url === seen.image && type?.startsWith("image/")) || seen.image,
      said.enclosures.some(({ type }) => type?.startsWith("image/")) || said.image,
    ]),
    except(["atom"], "authors", "the feed’s where there is none", (seen, said, context) => [
      seen.authors,
      orOfFeed(said, context, "atom"),
    ]),
    except(["rss", "atom"], "summary", "entities in HTML are decoded, so that text may become tags", (seen, said) => [
      // The end tag of a direction, which such a tag has swallowed.
      seen.summary?.replace(/<\/div>$/, ""),
      said.summary && (said.content ? htmlText(said.summary) : said.summary),
    ]),
    except(["rss", "atom"], "content", "entities in HTML are decoded, so that text may become tags", (seen, said) => [
      seen.content,
      said.content && decoded(said.content),
    ]),
    except(["atom"], "language", "not read"),
  ],

  "feedparser (Python)": [
    except(["rss"], "title", "HTML where it has an entity or an end tag of HTML", (seen, said) =>
      /&#?\w+;|<\/\w+>/.test(said.title ?? "")
        ? [seen.title && htmlText(seen.title), said.title && htmlText(said.title)]
        : [seen.title, said.title],
    ),
    except(["rss"], "link", "`&amp;` that is part of an address becomes `&`", (seen, said) => [
      seen.link,
      said.link?.replaceAll("&amp;", "&"),
    ]),
    except(["rss", "atom"], "content", "cleaned and written anew; its text stays", (seen, said) => [
      seen.content && htmlText(seen.content),
      said.content && htmlText(said.content),
    ]),
    except(["atom"], "language", "the feed’s where the article has none", (seen, said, { channel, site }) => [
      seen.language,
      said.language ?? channel.language ?? site.language,
    ]),
  ],

  newsboat: [
    except(["rss"], "title", "made from the address where there is none", (seen, said) => [
      said.title === undefined ? seen.title?.toLowerCase() : seen.title,
      said.title ?? said.link?.match(/[^/]*$/)?.[0].toLowerCase(),
    ]),
    except(["atom"], "updated", "not read where there is a date of publication"),
    except(["rss"], "authors", "the last only; the feed’s editor where there is none", (seen, said, { site }) => [
      seen.authors,
      said.authors.length > 0 ? said.authors.slice(-1) : editorOf(site),
    ]),
    except(["atom"], "authors", "in one line", (seen, said) => [seen.authors.join(), said.authors.join(", ")]),
    except(["rss", "atom"], "tags", "not read"),
    except(["rss", "atom"], "summary", "shown only where there is no content"),
    except(["atom"], "content", "the summary where there is no content", contentOrSummary),
    except(["rss", "atom"], "image", "not read"),
    except(["rss", "atom"], "enclosures", "the last audio or video only, without its length", (seen, said) => [
      seen.enclosures,
      said.enclosures
        .filter(({ type }) => /^(audio|video)\//.test(type ?? ""))
        .slice(-1)
        .map((enclosure) => ({ ...enclosure, length: undefined })),
    ]),
    except(["atom"], "language", "not read"),
  ],
};

function contentOrSummary(seen: Item, said: Item): [unknown, unknown] {
  return [seen.content, said.content ?? said.summary];
}

/** The authors of a feed. Atom asks for one. */
function authorsOf({ site }: DocumentContext, format: FormatName): string[] {
  if (site.author !== undefined) return [site.author.name];
  return format === "atom" ? [site.title] : [];
}

/** As RSS has an editor: an address with a name. */
function editorOf({ author }: DocumentContext["site"]): string[] {
  return author?.email === undefined ? [] : [`${author.email} (${author.name})`];
}

function orOfFeed({ authors }: Item, context: DocumentContext, format: FormatName): string[] {
  return authors.length > 0 ? authors : authorsOf(context, format);
}
