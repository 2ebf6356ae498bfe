import { replacePlayerControls } from "./controls.ts";
import { replaceEmbed } from "./embeds.ts";
import { replaceByLine, replaceFormula } from "./formulas.ts";
import { replaceAnchor } from "./headings.ts";
import { type ChildNode, type Element, htmlOf, parseTree } from "./parser.ts";
import { replaceFallback } from "./pictures.ts";
import { isElement, replaceElements } from "./tree.ts";

/*
 * Parts of HTML that readers do not show, and what takes their place. Each file here replaces one kind of element;
 * tree.ts walks over all of them.
 */

const replacedParts =
  /<(?:applet|embed|iframe|math|noscript|object|svg)\b|\b(?:katex|mathjax|mjx|mwe-math)|type\s*=\s*["']?math\/tex|kg-(?:audio|file|video)|mejs-|plyr__|vjs-|<pre\b[^<>]*>\s*<(?:[!/?]|acronym|big|center|font|nobr|strike|tt)/i;
/** Elements that mean nothing in code. A line feed at the beginning of one must not come to stand right after `<pre>`. */
const meaninglessTag = /^(?:acronym|big|center|font|nobr|strike|tt)$/;
const headingPattern = /<h[1-6]\b/i;
const anchorPattern = /<a\b[^<>]*(?:#|\s(?:class|id|name)\s*=)|<a>/i;

/**
 * Replaces the parts of HTML that no feed can carry by what they say: a frame by a link, a drawing by its title, a lazy
 * picture by the picture itself. Of several copies of a formula one stays. HTML without such parts stays to the letter.
 * @param checkSize receives the number of characters in the tags so far. May throw
 * @param options.frames the hosts whose frames stay
 * @param options.isPlain whether formulas become text
 * @throws ARTICLE_INVALID for HTML that is nested too deep
 */
export function readableHtml(
  html: string,
  checkSize: (characters: number) => void,
  { frames = [], isPlain = false }: { frames?: readonly string[]; isPlain?: boolean } = {},
): string {
  if (!replacedParts.test(html) && !mayHaveAnchors(html)) return html;
  const tree = parseTree(html, checkSize);
  replaceElements(
    tree,
    (element, previous) =>
      replaceFormula(element, previous) ??
      (isPlain ? replaceByLine(element) : undefined) ??
      replaceEmbed(element, previous, frames) ??
      replaceFallback(element, previous) ??
      replacePlayerControls(element) ??
      replaceAnchor(element) ??
      replaceInCode(element),
  );
  return htmlOf(tree);
}

/** Tells whether headings may have links to themselves. */
export function mayHaveAnchors(html: string): boolean {
  return headingPattern.test(html) && anchorPattern.test(html);
}

function replaceInCode({ tagName, parentNode, childNodes }: Element): readonly ChildNode[] | undefined {
  if (!meaninglessTag.test(tagName)) return undefined;
  let parent = parentNode;
  while (isElement(parent) && meaninglessTag.test(parent.tagName)) parent = parent.parentNode;
  return parent?.nodeName === "pre" ? childNodes : undefined;
}
