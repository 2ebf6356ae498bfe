import { endsSentence } from "./text-paragraphs.ts";

/** What a caption says, and who made the image. */
export type Caption = { description?: string; credit?: string };
type Credited = { description: string; credit: string };

const agencies =
  /(?:^|[\s/(])(?:AP|AFP|EPA|EFE|ANSA|DPA|dpa|PA|TASS|REUTERS|Reuters|Getty|Xinhua|Sputnik|Bloomberg|NurPhoto|Anadolu|Shutterstock|Alamy|Kyodo|Ukrinform|UNIAN|Укрінформ|УНІАН|Imago|IMAGO|Keystone|picture alliance|Pool|POOL)(?:[\s/)]|$)/;

/** What stands before the name of who made an image, in several languages. */
const madeBy =
  "photo(?:graph)?|image|picture|credit|crédit(?: photo)?|foto|bild|фото|світлина|φωτογραφία|φωτο|fotoğraf|ảnh|צילום|تصوير|عکس|फ़ोटो|फोटो|ภาพ|사진|写真|撮影|照片|图片?|圖片?|摄影|攝影";

const label = new RegExp(
  `^(?:(?:photo|image|picture) credit|${madeBy}|courtesy)(?:\\s*[:：]|\\s+(?:by|courtesy of|of|de|di)\\b:?)\\s*`,
  "iu",
);

/** Where a credit may begin: after the end of a sentence or a bracket, after a dash, or before a label. */
const seam = new RegExp(`[.!?…|–—\\])"”’»।؟]\\s+|[。！？]\\s*|\\s+-\\s+|\\s+(?=(?:${madeBy})\\s*[:：])`, "giu");

/**
 * Whether words name who made an image: `Photo: A. Person`, `A. Person via WIRE`, `Person/Getty Images`, `AP Photo/Person`.
 */
function isCredit(words: string): boolean {
  if (words.length > 120 || words.split(" ").length > 14 || /[!?;…。।؟]|\p{Ll}{2}[.,]$/u.test(words)) return false;
  if (label.test(words)) return /^[\p{Lu}\p{Lo}\p{N}@©]/u.test(words.replace(label, ""));
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

/** The description and the credit of a caption that ends in a credit; undefined where none is found. */
export function splitCredit(text: string): Credited | undefined {
  if (text.length > 800 || isCredit(text)) return undefined;
  const bracketed = /^(.*\S)\s*[([]([^()[\]]{2,120})[)\]]\.?$/.exec(text);
  if (bracketed !== null) {
    const [, before = "", words = ""] = bracketed;
    if (isCredit(words)) return withCredit(splitCredit(before) ?? { description: before }, bare(words));
  }
  for (const { index, 0: gap } of text.matchAll(seam)) {
    const before = `${text.slice(0, index)}${gap.trimEnd()}`.replace(/\s*[|–—-]$/, "").trim();
    const words = text.slice(index + gap.length);
    // Where a sentence follows, these are not the last words yet; and an initial's full stop ends no sentence.
    if (!/\p{Ll}{3}[.!?]\s/u.test(words) && !/(?:^|\s)\p{Lu}\.$/u.test(before) && isCredit(words)) {
      return { description: before, credit: bare(words) };
    }
  }
  return undefined;
}

/**
 * The caption among paragraphs, and the paragraphs without it. Only good evidence makes a caption, because what is
 * taken for one leaves the prose: the same line twice in a row, last words that credit an image, or (right after
 * a placeholder) a line that is no sentence or ends in a full date.
 * @param placeholder the index of the paragraph that stood after an image's placeholder, -1 for none
 */
export function takeCaption(paragraphs: readonly string[], placeholder: number): { caption?: Caption; rest: string[] } {
  const twice = paragraphs.findIndex((line, index) => isSameCaption(line, paragraphs[index + 1]));
  if (twice !== -1) {
    const [first = "", second = ""] = paragraphs.slice(twice);
    const [short, long] = first.length <= second.length ? [first, second] : [second, first];
    const inBrackets = /^\s*[([]([^()[\]]+)[)\]]\.?$/.exec(long.slice(short.length))?.[1];
    const said = splitCredit(short) ?? { description: short };
    const caption = inBrackets === undefined ? said : withCredit(said, bare(inBrackets));
    return { caption, rest: paragraphs.filter((line) => line !== short && line !== long) };
  }
  for (const [index, line] of paragraphs.slice(0, 6).entries()) {
    if (isCredit(line)) return besideCredit(paragraphs, index, placeholder);
    const caption = splitCredit(line);
    if (caption !== undefined) return { caption, rest: paragraphs.toSpliced(index, 1) };
  }
  const beside = paragraphs[placeholder];
  if (beside !== undefined && paragraphs.length > placeholder + 1 && isUncredited(beside)) {
    return { caption: { description: beside }, rest: paragraphs.toSpliced(placeholder, 1) };
  }
  return { rest: [...paragraphs] };
}

/** The caption whose credit is a line of its own; the line above is its description where that looks like one. */
function besideCredit(
  paragraphs: readonly string[],
  index: number,
  placeholder: number,
): { caption: Caption; rest: string[] } {
  const credit = bare(paragraphs[index] ?? "");
  const above = paragraphs[index - 1];
  const between = index - 1 === placeholder && above !== undefined && isOneSentence(above);
  if (above === undefined || !(between || (!endsSentence(above) && isUncredited(above)))) {
    return { caption: { credit }, rest: paragraphs.toSpliced(index, 1) };
  }
  return { caption: { description: above, credit }, rest: paragraphs.toSpliced(index - 1, 2) };
}

/** Whether two lines in a row are one caption, with the credit once more in brackets after one of them. */
function isSameCaption(first: string, second: string | undefined): boolean {
  if (second === undefined) return false;
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  return (
    short.length > 20 &&
    long.startsWith(short) &&
    /^(?:\s*[([][^()[\]]{2,120}[)\]]\.?)?$/.test(long.slice(short.length))
  );
}

function isUncredited(line: string): boolean {
  if (!isOneSentence(line)) return false;
  const dated = /(?:\p{L}+ \d{1,2},|\d{1,2}\.? \p{L}+,?) \d{4}\.?$/u.test(line);
  return dated || !/[.!?…:]["”’»)]*$/.test(line);
}

function isOneSentence(line: string): boolean {
  return line.length <= 250 && line.split(" ").length > 3 && !/\p{Ll}{2}[.!?]["”’»]?\s+\p{Lu}/u.test(line);
}

/** A caption with a credit that was said in brackets; once is enough where it only repeats the end. */
function withCredit({ description, credit }: { description: string; credit?: string }, words: string): Credited {
  if (credit === undefined) return { description, credit: words };
  return { description, credit: credit.toLowerCase().includes(words.toLowerCase()) ? credit : `${credit} (${words})` };
}

/** A credit without the label before it. */
function bare(credit: string): string {
  return credit.replace(label, "").trim();
}
