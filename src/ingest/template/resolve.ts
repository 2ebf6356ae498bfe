import type { Token } from "markdown-it";
import { addressOfTag } from "./addresses.ts";
import { type Meaning, meaningOf, type TagContext } from "./meanings.ts";
import { pairTags } from "./pairs.ts";
import type { Tag } from "./tag.ts";
import { visitTags } from "./visit.ts";

/*
 * Tags of template languages in Markdown, such as shortcodes of Hugo, tags of Jekyll and components of MDX. scan.ts
 * finds the tags and masks them before Markdown is read; meanings.ts says what each stands for; this file puts that in
 * the place of the mask.
 */

/**
 * Puts what tags stand for in the place of their masks. In code they come back as they were typed.
 * @returns the tags of which something is lost
 */
export function resolveTags(tokens: Token[], tags: readonly Tag[], context: TagContext): Tag[] {
  if (tags.length === 0) return [];
  const numbers: number[] = [];
  const mask = (number: number) => `\uFDD0${number}\uFDD1`;
  const countContent = (number: number) => {
    numbers.push(number);
    return mask(number);
  };
  visitTags(copyOf(tokens), { code: mask, content: countContent, attribute: mask });
  const partners = pairTags(tags, numbers);
  const lost = new Set<Tag>();
  const meanings = new Map<number, Meaning>();

  function meaningAt(number: number): Meaning | undefined {
    const tag = tags[number];
    if (tag === undefined) return undefined;
    const known = meanings.get(number);
    if (known) return known;
    const meaning = meaningOf(tag, partners.has(number), context);
    meanings.set(number, meaning);
    if (!meaning.isUnderstood || (tag.isClosing && !tag.isSilent && !partners.has(number))) lost.add(tag);
    return meaning;
  }

  visitTags(tokens, {
    code: (number) => tags[number]?.source ?? "",
    content: (number, place) => {
      const isClosing = tags[number]?.isClosing === true;
      const partner = partners.get(number);
      const meaning = isClosing && partner !== undefined ? meaningAt(partner) : meaningAt(number);
      return meaning === undefined ? "" : htmlAt(meaning, { isClosing, isPaired: partner !== undefined, place });
    },
    attribute: (number) => {
      const tag = tags[number];
      const address = tag && (addressOfTag(tag, context) ?? textOfTag(tag, context));
      if (tag && address === undefined) lost.add(tag);
      return address;
    },
  });
  return [...lost].sort((a, b) => a.line - b.line);
}

/** Returns what a tag in an attribute says, if that is text. */
function textOfTag(tag: Tag, context: TagContext): string | undefined {
  const { html, isUnderstood } = meaningOf(tag, false, context);
  return isUnderstood && !html.includes("<") ? html.replaceAll("&quot;", '"').replaceAll("&amp;", "&") : undefined;
}

function htmlAt(
  { html, close, isBlock }: Meaning,
  { isClosing, isPaired, place }: { isClosing: boolean; isPaired: boolean; place: "paragraph" | "block" | "other" },
): string {
  const own = isClosing ? close : html;
  const whole = isPaired || isClosing ? own : `${own}${close}`;
  if (whole === "") return "";
  if (place === "paragraph" && isBlock) return `</p>${whole}<p>`;
  return place === "block" && !isBlock && !isPaired ? `<p>${whole}</p>` : whole;
}

/** Copies what a visit changes. */
function copyOf(tokens: Token[]): Token[] {
  return tokens.map((token) => {
    const copy: Token = Object.assign(Object.create(Object.getPrototypeOf(token)), token);
    copy.attrs = token.attrs?.map(([name, value]) => [name, value]) ?? null;
    copy.children = token.children ? copyOf(token.children) : null;
    return copy;
  });
}

/** Most tags that a note lists, and most lines of each. */
const [maxListedTags, maxListedLines] = [10, 5];

/** Says which tags went, and on which lines of the file. */
export function describeLostTags(lost: readonly Pick<Tag, "source" | "line">[]): string | undefined {
  const lines = new Map<string, number[]>();
  for (const { source, line } of lost) {
    const shown = source.replace(/\s+/g, " ").slice(0, 80).toWellFormed();
    const known = lines.get(shown);
    if (known) known.push(...(known.at(-1) === line ? [] : [line]));
    else lines.set(shown, [line]);
  }
  if (lines.size === 0) return undefined;
  const listed = [...lines].slice(0, maxListedTags).map(([shown, at]) => {
    const more = at.length > maxListedLines ? " …" : "";
    return `${shown} (${at.length === 1 ? "line" : "lines"} ${at.slice(0, maxListedLines).join(", ")}${more})`;
  });
  const unlisted = lines.size - listed.length;
  return `left out ${[...listed, ...(unlisted > 0 ? [`and ${unlisted} more`] : [])].join(", ")}`;
}
