import { endsSentence } from "./text-paragraphs.ts";

/** The description of an image, and the name of the person or agency that made it. */
export type Caption = { description?: string; credit?: string };
type CreditedCaption = { description: string; credit: string };

const agencies =
  /(?:^|[\s/(])(?:AP|AFP|EPA|EFE|ANSA|DPA|dpa|PA|TASS|REUTERS|Reuters|Getty|Xinhua|Sputnik|Bloomberg|NurPhoto|Anadolu|Shutterstock|Alamy|Kyodo|Ukrinform|UNIAN|Укрінформ|УНІАН|Imago|IMAGO|Keystone|picture alliance|Pool|POOL)(?:[\s/)]|$)/;

/**
 * The caption of the main picture stands among the first paragraphs. Lines that stand twice below are lists beside the
 * article.
 */
const maxParagraphsBefore = 6;

/** Labels before the name of an image's maker, in several languages. */
const creditLabels =
  "photo(?:graph)?|image|picture|credit|crédit(?: photo)?|foto|bild|фото|світлина|φωτογραφία|φωτο|fotoğraf|ảnh|צילום|تصوير|عکس|फ़ोटो|फोटो|ภาพ|사진|写真|撮影|照片|图片?|圖片?|摄影|攝影";

const creditLabel = new RegExp(
  `^(?:(?:photo|image|picture) credit|${creditLabels}|courtesy)(?:\\s*[:：]|\\s+(?:by|courtesy of|of|de|di)\\b:?)\\s*`,
  "iu",
);

/** Places where a credit may begin: after a sentence, a bracket or a dash, or before a label. */
const creditSeam = new RegExp(
  `[.!?…|–—\\])"”’»।؟]\\s+|[。！？]\\s*|\\s+-\\s+|\\s+(?=(?:${creditLabels})\\s*[:：])`,
  "giu",
);

/**
 * Tells whether words name the maker of an image: `Photo: A. Person`, `A. Person via WIRE`, `Person/Getty Images`, `AP
 * Photo/Person`.
 */
function isCredit(words: string): boolean {
  if (words.length > 120 || words.split(" ").length > 14 || /[!?;…。।؟]|\p{Ll}{2}[.,]$/u.test(words)) return false;
  if (creditLabel.test(words)) return /^[\p{Lu}\p{Lo}\p{N}@©]/u.test(words.replace(creditLabel, ""));
  if (/^©/.test(words)) return true;
  if (/^\p{N}/u.test(words)) return false;
  const onlyNames = words
    .split(" ")
    .every((word) => /^[\p{Lu}\p{Lo}\p{N}]|^(?:via|for|of|the|and|by|de|van|von|picture|dpa)/u.test(word));
  return (
    onlyNames &&
    (/(?:^|\s)via (?:\p{Lu}{2,}|Reuters|Getty)/u.test(words) || (/\S\/\S/.test(words) && agencies.test(words)))
  );
}

/** Splits a caption that ends in a credit. Returns undefined when it does not. */
export function splitCredit(text: string): CreditedCaption | undefined {
  if (text.length > 800 || isCredit(text)) return undefined;
  const bracketed = /^(.*\S)\s*[([]([^()[\]]{2,120})[)\]]\.?$/.exec(text);
  if (bracketed !== null) {
    const [, before = "", words = ""] = bracketed;
    if (isCredit(words)) return withCredit(splitCredit(before) ?? { description: before }, withoutLabel(words));
  }
  for (const { index, 0: gap } of text.matchAll(creditSeam)) {
    const before = `${text.slice(0, index)}${gap.trimEnd()}`.replace(/\s*[|–—-]$/, "").trim();
    const words = text.slice(index + gap.length);
    // If a sentence follows, these are not the last words. A full stop after an initial ends no sentence.
    if (!/\p{Ll}{3}[.!?]\s/u.test(words) && !/(?:^|\s)\p{Lu}\.$/u.test(before) && isCredit(words)) {
      return { description: before, credit: withoutLabel(words) };
    }
  }
  return undefined;
}

/**
 * Takes the caption out of paragraphs. A caption leaves the prose, so it needs good evidence: the same line twice in a row,
 * last words that credit an image, or, right after a placeholder, a line that is no sentence or ends in a full date.
 * @param placeholder the index of the paragraph after an image's placeholder, -1 for none
 */
export function extractCaption(
  paragraphs: readonly string[],
  placeholder: number,
): { caption?: Caption; rest: string[] } {
  const repeatedIndexes = [...paragraphs.keys()].filter((index) =>
    isSameCaption(paragraphs[index] ?? "", paragraphs[index + 1]),
  );
  // Several lines that stand twice are a list of other articles.
  const isList = new Set(repeatedIndexes.map((index) => paragraphs[index])).size > 1;
  const credited = repeatedIndexes.find((index) => paragraphs[index] !== paragraphs[index + 1]);
  const repeatedIndex = (isList ? credited : repeatedIndexes[0]) ?? maxParagraphsBefore;
  if (repeatedIndex < maxParagraphsBefore) {
    const [first = "", second = ""] = paragraphs.slice(repeatedIndex);
    const [short, long] = first.length <= second.length ? [first, second] : [second, first];
    const inBrackets = /^\s*[([]([^()[\]]+)[)\]]\.?$/.exec(long.slice(short.length))?.[1];
    const description = splitCredit(short) ?? { description: short };
    const caption = inBrackets === undefined ? description : withCredit(description, withoutLabel(inBrackets));
    const rest = paragraphs.filter((line) => line !== short && line !== long);
    // A text without another sentence is no picture's description: somebody pasted it twice.
    if (rest.some(endsSentence)) return { caption, rest };
  }
  for (const [index, line] of paragraphs.slice(0, maxParagraphsBefore).entries()) {
    if (isCredit(line)) return captionAroundCredit(paragraphs, index, placeholder);
    const caption = splitCredit(line);
    if (caption !== undefined) return { caption, rest: paragraphs.toSpliced(index, 1) };
  }
  const beside = paragraphs[placeholder];
  if (beside !== undefined && paragraphs.length > placeholder + 1 && looksLikeDescription(beside)) {
    return { caption: { description: beside }, rest: paragraphs.toSpliced(placeholder, 1) };
  }
  return { rest: [...paragraphs] };
}

/** Returns the caption around a credit on its own line. The line above is the description, if it looks like one. */
function captionAroundCredit(
  paragraphs: readonly string[],
  index: number,
  placeholder: number,
): { caption: Caption; rest: string[] } {
  const credit = withoutLabel(paragraphs[index] ?? "");
  const above = paragraphs[index - 1];
  const isAfterPlaceholder = index - 1 === placeholder && above !== undefined && isOneSentence(above);
  if (above === undefined || !(isAfterPlaceholder || (!endsSentence(above) && looksLikeDescription(above)))) {
    return { caption: { credit }, rest: paragraphs.toSpliced(index, 1) };
  }
  return { caption: { description: above, credit }, rest: paragraphs.toSpliced(index - 1, 2) };
}

/** Tells whether two lines in a row are the same caption, one of them with the credit in brackets. */
function isSameCaption(first: string, second: string | undefined): boolean {
  if (second === undefined) return false;
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  return (
    short.length > 20 &&
    (short.split(" ").length > 3 || /\p{Lo}/u.test(short)) &&
    long.startsWith(short) &&
    /^(?:\s*[([][^()[\]]{2,120}[)\]]\.?)?$/.test(long.slice(short.length))
  );
}

function looksLikeDescription(line: string): boolean {
  if (!isOneSentence(line)) return false;
  const endsWithDate = /(?:\p{L}+ \d{1,2},|\d{1,2}\.? \p{L}+,?) \d{4}\.?$/u.test(line);
  return endsWithDate || !/[.!?…:]["”’»)]*$/.test(line);
}

function isOneSentence(line: string): boolean {
  return line.length <= 250 && line.split(" ").length > 3 && !/\p{Ll}{2}[.!?]["”’»]?\s+\p{Lu}/u.test(line);
}

/** Adds a credit in brackets to a caption, unless the caption's credit contains it already. */
function withCredit({ description, credit }: { description: string; credit?: string }, words: string): CreditedCaption {
  if (credit === undefined) return { description, credit: words };
  return { description, credit: credit.toLowerCase().includes(words.toLowerCase()) ? credit : `${credit} (${words})` };
}

/** Removes the label before a credit. */
function withoutLabel(credit: string): string {
  return credit.replace(creditLabel, "").trim();
}
