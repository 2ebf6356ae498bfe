import type { Document, Element } from "../document.ts";
import { distancesFrom, isAboutOthers } from "./heading-distance.ts";
import type { PageMetadata } from "./metadata.ts";
import { findDate } from "./page-dates.ts";
import { isPersonName, personNames } from "./person-names.ts";

/** Longer texts are prose. */
const maxTextLength = 90;
/** How many pieces of text before and after a heading are looked at. */
const piecesAround = { before: 10, after: 50 };

const publicationLabel =
  /^(?:first |zu)?(?:veröffentlicht|erschienen|erstellt|publi\p{L}+|posted|datum|date|stand)(?:\s*:|\s+(?:am|on|le|el)\b)/iu;
const updateLabel = /updat|modif|aktualisiert|geändert|änderung/i;
const lastUpdateLabel = /\b(?:last|zuletzt) (?:edited|modified|updated|changed|bearbeitet|geändert|aktualisiert)\b/i;
const bylineLabel =
  /(?:^|\s)(?:by|von|par|por)\s*:?$|^(?:author|autor(?:in|en)?|auteur|autore|redaktion|text|words|автор|作者|文|記者)\s*[:：]$/iu;
const byline =
  /^(?:\W*[\d.,:/ -]{8,}(?:uhr|h)?\s+|\p{L}+ )?(?:by|von|par|por|autor(?:in|en)?\s*:|auth?or\s*:|auteur\s*:|redaktion\s*:|text\s*:|автор\s*:|作者\s*[:：])\s*(?=[\p{Lu}\p{Lo}]\p{L})/iu;

/** A date before the first sentence of a text: `29.11.2022 – `, `(Berlin, 29. November 2022) – `, `29.11.2022 The …`. */
const datelines = [
  /^[\s(]*(?:\p{L}[\p{L}. ]{1,20}[,/] )?(?=\S*\d)(.{8,30}?)\)?\s*[–—|-]\s/u,
  /^[\s(]*(\d\d?\.\d\d?\.\d{4})[\s:,)]+[„“"«\p{Lu}]/u,
];

/**
 * Guesses what the text around an article's heading says: a short piece with a date, and one with a name after `By`. A
 * piece that calls itself the date of publication counts anywhere on the page.
 */
export function readHeadingTexts(document: Document, heading: Element | undefined, language: string): PageMetadata {
  const { near, labelled, beginnings } = piecesOf(document, heading);
  const texts = [...near, ...labelled].filter((text) => !/©|copyright/i.test(text));
  const tellsUpdate = (text: string) => updateLabel.test(text) || lastUpdateLabel.test(text);
  const dates = (isUpdate: boolean) =>
    texts.filter((text) => tellsUpdate(text) === isUpdate).flatMap((text) => findDate(text, language) ?? []);
  return {
    published: [
      ...dates(false).slice(0, 1),
      ...dates(true).slice(0, 1),
      ...beginnings.flatMap((text) => findDate(text, language) ?? []),
    ],
    authors: bylineIn(near),
  };
}

/**
 * Returns the short pieces of text after a heading and before it, the nearest first, those with a label, and the dates that
 * longer texts begin with.
 */
function piecesOf(
  document: Document,
  heading: Element | undefined,
): Record<"near" | "labelled" | "beginnings", string[]> {
  const distances = distancesFrom(heading);
  const before: string[] = [];
  const after: string[] = [];
  const labelled: string[] = [];
  const beginnings: string[] = [];
  const walker = document.createTreeWalker(document.body, 4);
  let isPastHeading = heading === undefined;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || ["script", "style", "option", "noscript"].includes(parent.localName)) continue;
    isPastHeading ||= heading?.contains(parent) === true;
    const text = node.textContent
      .slice(0, 4 * maxTextLength)
      .replace(/\s+/g, " ")
      .trim();
    if (text.length > maxTextLength && isPastHeading && !isAboutOthers(parent, distances)) {
      beginnings.push(...datelines.flatMap((dateline) => dateline.exec(text)?.[1] ?? []));
    }
    if (text === "" || text.length > maxTextLength) continue;
    const hasLabel = publicationLabel.test(text) || lastUpdateLabel.test(text);
    const isNear = !isPastHeading || after.length < piecesAround.after;
    // Where no heading tells where the article begins, menus are passed over.
    if (heading === undefined && !hasLabel && parent.closest("a, nav, li, button, label") !== null) continue;
    if ((!hasLabel && !isNear) || isAboutOthers(parent, distances)) continue;
    if (hasLabel) labelled.push(text);
    if (!isPastHeading) before.unshift(text);
    else if (isNear) after.push(text);
    if (before.length > piecesAround.before) before.pop();
    if (labelled.length > piecesAround.before) break;
  }
  return { near: [...after, ...before], labelled, beginnings };
}

/** Returns the names after `By`, which may be a piece of its own. */
function bylineIn(pieces: readonly string[]): PageMetadata["authors"] {
  for (const [index, piece] of pieces.entries()) {
    const text = byline.test(piece)
      ? piece.replace(byline, "")
      : bylineLabel.test(piece)
        ? (pieces[index + 1] ?? "")
        : "";
    const names = text.length <= 60 ? personNames(text).filter(isPersonName) : [];
    if (names.length > 0) return names.map((name) => ({ name }));
  }
  return undefined;
}
