/**
 * How much an article and an input may hold. Far above what honest articles need, and low enough that the costliest
 * hostile one costs seconds at most. Sizes are in characters (UTF-16 code units).
 */
export const limits = {
  /** `content_html`, as it comes and once its addresses are absolute; `content_text`; a text or Markdown to import. */
  content: 1_000_000,
  /** A title, a summary, the description of an image. */
  text: 256_000,
  /** A tag, a name, a credit, a media type and whatever else is one line. */
  line: 10_000,
  id: 1_024,
  /** Every address, in fields and in HTML, once it is absolute. */
  url: 2_048,
  /** All addresses of one `srcset` together. */
  srcset: 4_096,
  /** YAML before Markdown. */
  frontMatter: 16_000,
  /** What begins a footnote in Markdown, or refers to one. */
  footnoteMarks: 4_000,

  /** Items in lists. */
  tags: 100,
  authors: 50,
  attachments: 100,
  transcripts: 20,
  people: 50,

  /** The width and height of an image. */
  pixels: 100_000,
  /** Bytes and seconds of an attachment: as far as numbers are exact. */
  amount: Number.MAX_SAFE_INTEGER,
  /** The number of a season or an episode. */
  ordinal: 1_000_000_000,

  /** An HTML page, of which the article is a part; its elements, its pieces of text, and the attributes of an element. */
  page: 5_000_000,
  pageElements: 30_000,
  pageTexts: 60_000,
  attributes: 1_000,

  /** HTML elements that stand inside each other. */
  openElements: 500,
  /** Objects inside each other in a patch. */
  patchDepth: 64,

  /** Articles in one input. */
  items: 100_000,
  /** Articles that may be rejected before the rest of an input is left alone. */
  rejections: 1_000,
  /** Mistakes that are named in one message. */
  mistakes: 20,
  /** Broken JSON in which the place of the mistake is looked for. */
  brokenJson: 1_000_000,
} as const;

/** A number as messages show it: `1,000,000`. */
export function counted(number: number): string {
  return number.toLocaleString("en");
}
