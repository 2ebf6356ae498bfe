import fc from "fast-check";
import type { Draft } from "../../src/article/article.ts";

/** Text as `prepare` lets it through: well-formed, with the characters that XML 1.0 allows, and hard to keep. */
const text = fc
  .string({ unit: "binary", maxLength: 40 })
  .map((raw) => raw.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ""));

const date = fc
  .date({ min: new Date("1970-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z"), noInvalidDate: true })
  .map((moment) => moment.toISOString());

const url = fc.webUrl({ validSchemes: ["http", "https"], withQueryParameters: true });

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
        duration_in_seconds: fc.float({ min: 0, noNaN: true, noDefaultInfinity: true }),
      },
      { requiredKeys: ["url", "mime_type"] },
    ),
    { maxLength: 3 },
  ),
  _courant: optional({
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
