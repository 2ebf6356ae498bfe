import fc from "fast-check";
import type { Draft } from "../../src/article/article.ts";
import { limits } from "../../src/article/limits.ts";

/** Text as `prepare` lets it through: well-formed, with the characters that XML 1.0 allows, and hard to keep. */
const text = fc
  .string({ unit: "binary", maxLength: 40 })
  .map((raw) => raw.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ""));

const date = fc
  .date({ min: new Date("1970-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true })
  .map((moment) => moment.toISOString());

const url = fc.webUrl({ validSchemes: ["http", "https"], withQueryParameters: true });

const pixels = fc.integer({ min: 1, max: limits.pixels });
const ordinal = fc.integer({ min: 1, max: limits.ordinal });

const optional = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields, { requiredKeys: [] });

/** Any draft that `prepare` could have let through, with its keys in any order. */
export const anyDraft: fc.Arbitrary<Draft> = optional<Required<Draft>>({
  attachments: fc.array(
    fc.record(
      {
        size_in_bytes: fc.nat(),
        title: text,
        url,
        mime_type: text,
        duration_in_seconds: fc.double({ min: 0, max: limits.amount, noNaN: true }),
      },
      { requiredKeys: ["url", "mime_type"] },
    ),
    { maxLength: 3 },
  ),
  _courant: optional({
    podcast: optional({
      people: fc.array(
        fc.record({ url, image: url, group: text, role: text, name: text }, { requiredKeys: ["name"] }),
        { maxLength: 2 },
      ),
      chapters: fc.record({ type: text, url }, { requiredKeys: ["url"] }),
      transcripts: fc.array(
        fc.record({ language: fc.constant("en"), type: text, url }, { requiredKeys: ["url", "type"] }),
        { maxLength: 2 },
      ),
      explicit: fc.boolean(),
      episode_type: fc.constantFrom("full" as const, "trailer" as const, "bonus" as const),
      episode: ordinal,
      season: ordinal,
    }),
    rights: text,
    image_height: pixels,
    image_width: pixels,
    expires: date,
    revision: fc.integer({ min: 1 }),
    source: text,
    image_credit: text,
    image_description: text,
  }),
  id: text.filter((id) => id !== ""),
  url,
  external_url: url,
  title: text,
  summary: text,
  content_html: text,
  content_text: text,
  image: url,
  banner_image: url,
  authors: fc.array(optional({ avatar: url, name: text, url }), { maxLength: 3 }),
  tags: fc.array(text, { maxLength: 4 }),
  language: fc.constantFrom("en", "en-GB", "de", "zh-Hant-TW"),
  date_published: date,
  date_modified: date,
});
