/**
 * The size limits of an article and of an input. Honest articles stay far below them, and the costliest hostile input takes
 * a few seconds. Sizes are in characters (UTF-16 code units).
 */
export const limits = {
  /**
   * `content_html` before and after its addresses become absolute, `content_text`, and a text or Markdown file to
   * import.
   */
  content: 1_000_000,
  /** A title, a summary, the description of an image. */
  text: 256_000,
  /** A tag, a name, a credit, a media type, or any other field of one line. */
  line: 10_000,
  id: 1_024,
  /** An address in a field or in HTML, once it is absolute. */
  url: 2_048,
  /** All addresses of one `srcset` together. */
  srcset: 4_096,
  /** The front matter before Markdown. */
  frontMatter: 16_000,
  /** Marks in Markdown that begin a footnote or refer to one. */
  footnoteMarks: 4_000,
  /** Tags of a template language in Markdown. */
  templateTags: 10_000,

  /** Items in lists. */
  tags: 100,
  authors: 50,
  attachments: 100,
  transcripts: 20,
  people: 50,

  /** The width and height of an image. */
  pixels: 100_000,
  /** Bytes or seconds of an attachment: the largest number that is exact. */
  amount: Number.MAX_SAFE_INTEGER,
  /** The number of a season or an episode. */
  ordinal: 1_000_000_000,

  /** An HTML page, its elements, its pieces of text, and the attributes of one element. */
  page: 5_000_000,
  pageElements: 30_000,
  pageTexts: 60_000,
  attributes: 1_000,

  /** HTML elements nested in each other. */
  openElements: 500,
  /** Lists and objects nested in each other in JSON. */
  jsonDepth: 500,
  /** Members, lists and objects in one JSON text: a feed of 64 MB has a fifth of them. */
  jsonMembers: 1_000_000,
  /** Values in the lists and objects of one JSON text. */
  jsonValues: 5_000_000,
  /** Objects nested in each other in a patch. */
  patchDepth: 64,

  /** Articles in one input. */
  items: 100_000,
  /** Rejected articles after which the rest of an input is not read. */
  rejections: 1_000,
  /** Mistakes listed in one message. */
  mistakes: 20,
  /** The longest broken JSON text that is searched for the place of the mistake. */
  brokenJson: 1_000_000,
} as const;

/** Formats a whole number for messages: `1,000,000`. A formatter of `Intl` would take 25 ms at the start of each thread. */
export function formatCount(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
