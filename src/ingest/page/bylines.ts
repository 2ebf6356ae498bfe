import type { Document, Element } from "../document.ts";
import { shortText } from "./heading-distance.ts";
import type { PageAuthor } from "./metadata.ts";
import { isPersonName, personNames } from "./person-names.ts";

/** A short text between two tags, on one line. */
export type TextPiece = { text: string; parent: Element };

/** Longer texts after a label are prose. */
const maxNamesLength = 60;

const labelAlone =
  /(?:^|\s)(?:by|von|par|por)\s*:?$|^(?:author|autor(?:in|en)?|auteur|autore|redaktion|text|words|автор|作者|文|記者)\s*[:：]$/iu;
const byline =
  /^(?:\W*[\d.,:/ -]{8,}(?:uhr|h)?\s+|(?:an? |eine? |une? )?[\p{L}-]+ )?(?:by|von|par|por|autor(?:in|en)?\s*:|auth?or\s*:|auteur\s*:|redaktion\s*:|text\s*:|автор\s*:|作者\s*[:：])\s*(?=[\p{Lu}\p{Lo}]\p{L})/iu;
/** A date, and after it a name of one word. */
const datedLogin = /^[\d.,:/ -]{8,}(?:uhr|h)?\s+(?:by|von|par|por)\s+(\p{Lu}[\p{L}\d_.-]+)$/iu;
/** The makers of pictures and translations are no authors. */
const otherByline =
  /^\W*(?:fotos?|photos?|bild(?:er)?|images?|pictures?|illustrations?|grafik|video|über\p{L}+|translated|music|musik|rebloggt|reblogged)\b/iu;
const signature =
  'p[align="right"], p[style*="text-align: right"], p[style*="text-align:right"], p.has-text-align-right';
/** Words that name an author wherever they stand, with a colon or as a text of their own. */
const authorLabel =
  /^(?:autor(?:in|innen|en|:in|:innen|\*in)?|authors?(?:\(s\))?|auteure?s?|autor[ae]s?|autori|verfasser(?:in)?|written by|(?:geschrieben|verfasst|ein (?:artikel|beitrag|gastbeitrag)) von|écrit par|escrito por|scritto da|geschreven door|автор|作者|著者|記者|文\/)\s*(?:[:：]\s*|$)|^Autor(?:in|innen|en)? (?=\p{Lu}\p{Ll}+ \p{Lu})/iu;

/** Tells whether a text names an author, or announces that the next one does. */
export function isAuthorLabel(text: string): boolean {
  return authorLabel.test(text);
}

/** Returns the names after `By`, which may be a piece of its own, as each of the names after it. */
export function namesInPieces(pieces: readonly TextPiece[]): PageAuthor[] | undefined {
  for (const [index, { text, parent }] of pieces.entries()) {
    if (otherByline.test(text)) continue;
    const [label] = authorLabel.exec(text) ?? byline.exec(text) ?? [];
    const next = pieces[index + 1];
    const candidates =
      label !== undefined && label.length < text.length
        ? [text.slice(label.length)]
        : label !== undefined || labelAlone.test(text)
          ? [listAfter(text, parent, next?.text ?? ""), next?.text ?? ""]
          : [];
    const names = candidates.map(namesAfterLabel).find((each) => each.length > 0);
    const [, login] = datedLogin.exec(text) ?? [];
    if (names !== undefined || login !== undefined) return (names ?? [login ?? ""]).map((name) => ({ name }));
  }
  return undefined;
}

/** Returns the person whose name stands alone at the right edge below an article, as a signature does. */
export function signatureIn(document: Document): PageAuthor[] | undefined {
  const lines = [...document.querySelectorAll(signature)].slice(0, 100);
  const names = lines.flatMap((line) => personNames(shortText(line).slice(0, maxNamesLength)));
  const isWhole = (name: string) => lines.some((line) => shortText(line).replace(/^(?:by|von|par|por) /i, "") === name);
  const people = [...new Set(names)].filter((name) => isPersonName(name) && isWhole(name));
  return people.length === 1 ? people.map((name) => ({ name })) : undefined;
}

/** Returns the list that a label and a first name begin in their paragraph; empty if the name stands alone. */
function listAfter(label: string, parent: Element, first: string): string {
  const line = shortText(parent.closest("p, div, li, td, header, section") ?? parent);
  const start = line.lastIndexOf(label);
  const list = start === -1 ? "" : line.slice(start + label.length).replace(/^\s*[:：]?\s*/, "");
  return list.startsWith(first) && /^\s*(?:,|&|und|and|et|y)\s/.test(list.slice(first.length)) ? list : "";
}

function namesAfterLabel(text: string): string[] {
  return text.length <= maxNamesLength ? personNames(text).filter(isPersonName) : [];
}
