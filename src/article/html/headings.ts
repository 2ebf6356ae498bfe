import type { ChildNode, Element } from "./parser.ts";
import { attributeOf, hasClass, isElement, textIn } from "./tree.ts";

const anchorClass =
  /^(?:anchor|anchor-?link|anchorjs-link|deep-?link|direct-link|hash-?link|header-?anchor|headerlink|heading-?anchor|heading-?link|octicon-link|permalink|section-?link|toc-anchor)$/i;
const anchorSign = /^(?:¶|#|§|∞|⚓|🔗|\u{200B}|\u{FE0F}|\s)*$/u;
const anchorLabel = /^\(?(?:(?:direct |perma|copy )?link)\b/i;

/** Replaces the links to themselves that themes put into headings. One that holds the heading's own words leaves them. */
export function replaceAnchor(element: Element): readonly ChildNode[] | undefined {
  if (element.tagName !== "a" || !isInHeading(element)) return undefined;
  const isMarked = hasClass(element, anchorClass);
  const href = attributeOf(element, "href");
  const isInternal = href === undefined || /^[^#]{0,2048}#/.test(href);
  if (!isMarked && !isInternal) return undefined;
  if (element.childNodes.some((child) => isElement(child) && child.tagName === "img")) return undefined;
  const text = textIn(element).trim().slice(0, 500);
  if (anchorSign.test(text) || (isMarked && anchorLabel.test(text))) return [];
  return isMarked ? element.childNodes : undefined;
}

function isInHeading(element: Element): boolean {
  let parent = element.parentNode;
  while (isElement(parent) && !/^h[1-6]$/.test(parent.tagName)) parent = parent.parentNode;
  return isElement(parent);
}
