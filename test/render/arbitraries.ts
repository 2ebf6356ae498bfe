import fc from "fast-check";
import type { Article } from "../../src/article/article.ts";
import { limits } from "../../src/article/limits.ts";
import { escapeHtml } from "../../src/article/plain-text.ts";
import { podcastCategories } from "../../src/config/podcast-categories.ts";
import type { DocumentContext } from "../../src/render/format.ts";
import { context } from "./documents.ts";

/** Text on one line, as articles and configurations have it: well-formed, only characters that XML 1.0 allows. */
const piece = fc.oneof(
  fc.constantFrom(
    "]]>",
    "]]>]]>",
    "<![CDATA[",
    "<",
    ">",
    "&",
    "&amp;",
    "&amp;amp;",
    "&lt;",
    "&#0;",
    "&nbsp;",
    '"',
    "'",
  ),
  fc.constantFrom("$&", "$1", "$`", "$'", "$$", "${", "}}", "%", "%zz", "\\", "\\u0000", "-->", "<!--", "<?x?>"),
  fc.constantFrom("</item>", "<item>", "</entry>", "<entry>", "</channel>", "</id>", "</title>", "</feed>", "<b>"),
  fc.constantFrom(
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈",
    "שלום",
    "مرحبا",
    "\u202Eevil\u202C",
    "e\u0301",
    "漢字",
    "\u2028",
    "\u0085",
    "\uFFFD",
    "𝒳",
  ),
  fc.string({ unit: "grapheme" }),
);
const line = fc
  .oneof(
    fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join(" ")),
    fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => pieces.join("")),
    piece.map((text) => text.padEnd(2048, `${text}x`)),
  )
  .map((text) => text.replace(/[\s\p{Cc}\uFFFE\uFFFF]+/gu, " ").trim())
  .filter((text) => text !== "" && text.isWellFormed());
const url = fc
  .tuple(fc.webUrl({ withQueryParameters: true }), line)
  .map(([start, text]) => `${start}/é'"?x=${text.replaceAll(/[\s#]/g, "")}&amp;y=<1>`)
  .filter((text) => URL.canParse(text));
const date = fc
  .date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true })
  .map((moment) => moment.toISOString());

/** A record that has each of its members, or not. */
const some = <T>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(members, { requiredKeys: [] });

const attachment = fc.record(
  { url, mime_type: line, title: line, size_in_bytes: fc.nat(), duration_in_seconds: fc.nat() },
  { requiredKeys: ["url", "mime_type"] },
);
const languages = ["en", "pt-BR", "zh-Hant-TW", "ar", "he", "az-Arab", "ar-Latn"];
const language = fc.constantFrom(...languages);
const number = fc.integer({ min: 1, max: limits.pixels });
const person = fc.record({ name: line, role: line, group: line, image: url, url }, { requiredKeys: ["name"] });
const podcast = some({
  season: number,
  episode: number,
  episode_type: fc.constantFrom("full" as const, "trailer" as const, "bonus" as const),
  explicit: fc.boolean(),
  transcripts: fc.array(fc.record({ url, type: line, language }, { requiredKeys: ["url", "type"] }), { maxLength: 2 }),
  chapters: fc.record({ url, type: line }, { requiredKeys: ["url"] }),
  people: fc.array(person, { maxLength: 3 }),
});

/** Articles as the collection keeps them, every text hostile. */
export const articles: fc.Arbitrary<Article[]> = fc.uniqueArray(
  fc
    .record({
      required: fc.record({ id: fc.oneof(line, url), date_published: date, date_modified: date }),
      optional: some({
        url,
        language,
        external_url: url,
        title: line,
        summary: line,
        content_html: line.map((text) => `<p title="${escapeHtml(text)}">${escapeHtml(text)}</p>`),
        content_text: fc.array(line, { minLength: 1 }).map((lines) => lines.join("\n\n")),
        image: url,
        banner_image: url,
        authors: fc.array(some({ name: line, url, avatar: url }), { maxLength: 3 }),
        tags: fc.array(line, { maxLength: 3 }),
        attachments: fc.array(attachment, { maxLength: 3 }),
      }),
      courant: some({
        image_credit: line,
        image_description: line,
        image_width: number,
        image_height: number,
        rights: line,
        podcast,
      }),
    })
    .map(({ required, optional, courant }) => ({ ...required, ...optional, _courant: { ...courant, revision: 1 } })),
  { selector: (article) => article.id, maxLength: 12 },
);
/** The settings that make a channel a podcast. */
const show = fc.record(
  {
    author: line,
    owner: fc.record({ name: line, email: fc.constant("o'owner&co@example.org") }, { requiredKeys: ["email"] }),
    image: url,
    categories: fc.uniqueArray(fc.constantFrom(...podcastCategories), { minLength: 1, maxLength: 3 }),
    explicit: fc.boolean(),
    type: fc.constantFrom("episodic" as const, "serial" as const),
    locked: fc.boolean(),
    people: fc.array(person, { maxLength: 2 }),
    funding: fc.record({ url, text: line }),
  },
  { requiredKeys: ["image", "categories", "explicit", "type", "locked", "people"] },
);

/** Sites and channels, every text hostile. */
export const contexts: fc.Arbitrary<DocumentContext> = fc
  .record({
    text: line,
    url,
    podcast: fc.option(show, { nil: undefined }),
    tagScheme: fc.option(url, { nil: undefined }),
    content: fc.constantFrom("full" as const, "summary" as const),
    maxAge: fc.nat(31_536_000),
  })
  .map(({ text, url, podcast, tagScheme, content, maxAge }) => ({
    ...context,
    site: {
      title: text,
      url,
      language: "en",
      author: { name: text, url },
      copyright: text,
      image: url,
      ...(tagScheme !== undefined && { tagScheme }),
    },
    channel: { ...context.channel, title: text, description: text, content, ...(podcast && { podcast }) },
    maxAge,
  }));
