import type { Document, Element } from "../document.ts";
import { isAuthorLabel, namesInPieces, signatureIn, type TextPiece } from "./bylines.ts";
import { distancesFrom, isAboutOthers } from "./heading-distance.ts";
import type { PageMetadata } from "./metadata.ts";
import { findDate } from "./page-dates.ts";

/** Longer texts are prose. */
const maxTextLength = 90;
/** How many pieces of text before and after a heading are looked at. */
const piecesAround = { before: 10, after: 50 };

const publicationLabel =
  /^(?:first |zu)?(?:veröffentlicht|erschienen|erstellt|publi\p{L}+|posted|datum|date|stand)(?:\s*:|\s+(?:am|on|le|el)\b)/iu;
const updateLabel = /updat|modif|aktualisiert|geändert|änderung/i;
const lastUpdateLabel = /\b(?:last|zuletzt) (?:edited|modified|updated|changed|bearbeitet|geändert|aktualisiert)\b/i;
/** A label of that date as a text of its own. */
const publicationLabelAlone =
  /^(?:veröffentlicht|erschienen|erstellt|publi\p{L}+(?: date)?|posted|datum|date|stand)(?: am| on| le)?\s*:$/iu;

/** A date before the first sentence of a text: `29.11.2022 – `, `(Berlin, 29. November 2022) – `, `29.11.2022 The …`. */
const datelines = [
  /^[\s(]*(?:\p{L}[\p{L}. ]{1,20}[,/] )?(?=\S*\d)(.{8,30}?)\)?\s*[–—|-]\s/u,
  /^[\s(]*(\d\d?\.\d\d?\.\d{4})[\s:,)]+[„“"«\p{Lu}]/u,
];

/** Short pieces of text, and the dates that longer texts begin with. */
type HeadingPieces = {
  /** Pieces after a heading and before it, the nearest first. */
  near: TextPiece[];
  /** Pieces with the label of a date, and what follows such a label. */
  dated: string[];
  /** Pieces with the label of an author, each followed by the next piece. */
  authored: TextPiece[];
  beginnings: string[];
};

/**
 * Guesses what the text around an article's heading says: a short piece with a date, and one with a name after `By`. A
 * piece that calls itself the date of publication, or the author, counts anywhere on the page.
 */
export function readHeadingTexts(document: Document, heading: Element | undefined, language: string): PageMetadata {
  const { near, dated, authored, beginnings } = piecesOf(document, heading);
  const texts = [...near.map(({ text }) => text), ...dated].filter((text) => !/©|copyright/i.test(text));
  const tellsUpdate = (text: string) => updateLabel.test(text) || lastUpdateLabel.test(text);
  const dates = (isUpdate: boolean) =>
    texts.filter((text) => tellsUpdate(text) === isUpdate).flatMap((text) => findDate(text, language) ?? []);
  return {
    published: [
      ...dates(false).slice(0, 1),
      ...dates(true).slice(0, 1),
      ...beginnings.flatMap((text) => findDate(text, language) ?? []),
    ],
    authors: namesInPieces(authored) ?? namesInPieces(near) ?? signatureIn(document),
  };
}

function piecesOf(document: Document, heading: Element | undefined): HeadingPieces {
  const distances = distancesFrom(heading);
  const before: TextPiece[] = [];
  const after: TextPiece[] = [];
  const pieces: HeadingPieces = { near: [], dated: [], authored: [], beginnings: [] };
  const walker = document.createTreeWalker(document.body, 4);
  let isPastHeading = heading === undefined;
  let [isDateNext, isAuthorNext] = [false, false];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || ["script", "style", "option", "noscript"].includes(parent.localName)) continue;
    isPastHeading ||= heading?.contains(parent) === true;
    const text = node.textContent
      .slice(0, 4 * maxTextLength)
      .replace(/\s+/g, " ")
      .trim();
    if (text.length > maxTextLength && isPastHeading && !isAboutOthers(parent, distances)) {
      pieces.beginnings.push(...datelines.flatMap((dateline) => dateline.exec(text)?.[1] ?? []));
    }
    if (text === "" || text.length > maxTextLength) continue;
    const [isDate, isAuthor] = [
      isDateNext || publicationLabel.test(text) || lastUpdateLabel.test(text),
      isAuthorNext || isAuthorLabel(text),
    ];
    [isDateNext, isAuthorNext] = [publicationLabelAlone.test(text), isAuthorLabel(text)];
    const isNear = !isPastHeading || after.length < piecesAround.after;
    // Where no heading tells where the article begins, menus are passed over.
    const isMenu = heading === undefined && parent.closest("a, nav, li, button, label") !== null;
    if ((!isDate && !isAuthor && (!isNear || isMenu)) || isAboutOthers(parent, distances)) continue;
    if (isDate && pieces.dated.length <= piecesAround.before) pieces.dated.push(text);
    if (isAuthor && pieces.authored.length <= piecesAround.before) pieces.authored.push({ text, parent });
    if (!isPastHeading) before.unshift({ text, parent });
    else if (isNear) after.push({ text, parent });
    if (before.length > piecesAround.before) before.pop();
  }
  return { ...pieces, near: [...after, ...before] };
}
