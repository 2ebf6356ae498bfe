import fc from "fast-check";
import type { Article } from "../../src/article/article.ts";
import { escapeHtml } from "../../src/article/plain-text.ts";
import type { Context } from "../../src/render/format.ts";
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
/** Articles as the collection keeps them, every text hostile. */
export const articles: fc.Arbitrary<Article[]> = fc.uniqueArray(
  fc
    .record({
      required: fc.record({ id: fc.oneof(line, url), date_published: date, date_modified: date }),
      optional: some({
        url,
        language: fc.constantFrom("en", "pt-BR", "zh-Hant-TW"),
        external_url: url,
        title: line,
        summary: line,
        content_html: line.map((text) => `<p title="${escapeHtml(text)}">${escapeHtml(text)}</p>`),
        content_text: fc.array(line, { minLength: 1 }).map((lines) => lines.join("\n\n")),
        image: url,
        authors: fc.array(some({ name: line, url }), { maxLength: 3 }),
        tags: fc.array(line, { maxLength: 3 }),
        attachments: fc.array(attachment, { maxLength: 3 }),
      }),
      courant: some({ image_credit: line, image_description: line }),
    })
    .map(({ required, optional, courant }) => ({ ...required, ...optional, _courant: { ...courant, revision: 1 } })),
  { selector: (article) => article.id, maxLength: 12 },
);
/** Sites and channels, every text hostile. */
export const contexts: fc.Arbitrary<Context> = fc
  .record({
    text: line,
    url,
    content: fc.constantFrom("full" as const, "summary" as const),
    maxAge: fc.nat(31_536_000),
  })
  .map(({ text, url, content, maxAge }) => ({
    ...context,
    site: { title: text, url, language: "en", author: { name: text, url }, copyright: text, image: url },
    channel: { ...context.channel, title: text, description: text, content },
    maxAge,
  }));
