import { decodeText } from "../../src/ingest/decode.ts";
import { ingest } from "../../src/ingest/ingest.ts";

/** Prose that is long enough to be an article. */
export const prose = [
  "The reading room of the town library will be open on Sundays from next month on, the council decided on Tuesday.",
  "Until now the building was closed at weekends, although students, families and shift workers had long asked for it.",
  "Volunteers will look after the room, while two librarians are paid for the extra hours, said the head of the library.",
  "The trial lasts for one year, after which the council wants to count the visitors, and decide once more about it.",
];

export const paragraphs = prose.map((text) => `<p>${text}</p>`).join("\n");

export const address = "https://news.example/2026/05/reading-room";

/** Returns the draft of a page at an address, or the reason why there is none. */
export function readPage(
  page: string | Uint8Array,
  { name = address, mediaType = "text/html", url = undefined as string | undefined } = {},
) {
  const text = typeof page === "string" ? page : decodeText(page, mediaType);
  const { drafts, rejected } = ingest({ name, mediaType, text }, { tags: [], baseUrl: "https://site.example/", url });
  return { draft: drafts[0]?.prepared.draft, names: drafts[0]?.prepared.names, reason: rejected[0]?.error.detail };
}

/** A page of a head, an article, and what else stands on pages. */
export function pageOf({ head = "", body = paragraphs, html = '<html lang="en">' } = {}): string {
  return `<!DOCTYPE html>${html}<head><meta charset="utf-8">${head}</head><body>
<header><nav><a href="/">Home</a> <a href="/news">News</a> <a href="/about">About us</a></nav></header>
<main><article>${body}</article></main><footer><p>© News</p></footer></body></html>`;
}
