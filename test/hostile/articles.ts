import type { Draft } from "../../src/article/article.ts";
import { escapeHtml } from "../../src/article/plain-text.ts";

/** The expected content of a document about an article, as a parser reads it. */
export type Said = {
  title: string;
  summary: string;
  /** The text that a person reads of the content, without white space. */
  content: string;
  authors: string[];
  tags: string[];
  credit: string;
  description: string;
};

/** The longest text of one line that an article takes. */
const lineLength = 10_000;

/** A text as it must come out: what XML forbids is gone, C1 controls are read as Windows-1252, white space is folded. */
export function kept(text: string): string {
  const windows1252 = new TextDecoder("windows-1252");
  return [...text.replace(/[\u0080-\u009F]/g, (control) => windows1252.decode(Uint8Array.of(control.charCodeAt(0))))]
    .filter((character) => !/[\p{Cs}\p{Noncharacter_Code_Point}]|(?![\t\n\r])\p{Cc}/u.test(character))
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

/** An article that has a text in each of its fields, and what documents have to say of it. */
export function articleWith(text: string, id: string): { draft: Draft; said: Said } {
  const line = [...text].slice(0, lineLength / 2).join("");
  const draft: Draft = {
    id,
    url: `https://site.example/articles/${encodeURIComponent(id)}`,
    title: text,
    summary: text,
    content_html: `<p title="${escapeHtml(line)}">${escapeHtml(text)}</p>`,
    authors: [{ name: line, url: "https://site.example/a" }],
    tags: [line],
    image: "https://site.example/i.png",
    attachments: [
      { url: "https://site.example/a.mp3", mime_type: "audio/mpeg", title: line, size_in_bytes: 1 },
      { url: "https://site.example/b.pdf", mime_type: "application/pdf", title: line },
    ],
    _courant: { image_credit: line, image_description: text, source: line },
  };
  const said = {
    title: kept(text),
    summary: kept(text),
    content: kept(text).replaceAll(/\s/g, ""),
    authors: [kept(line)],
    tags: [kept(line)],
    credit: kept(line),
    description: kept(text),
  };
  return { draft, said };
}
