import type { Element } from "../document.ts";

/** Parts of a page that are about other articles and people. */
const otherPart =
  /(?:^|[\s_-])(?:comments?|commentlist|kommentare?|respond|replies|sidebar|widget|related|teasers|teaser-(?:list|box|item)|recommend\w*|recent|popular|more|promo|bio|biography|newsletter|reviews|bewertungen|next|prev(?:ious)?)(?:$|[\s_-])|(?:^|\s)(?:site-|page-)?footer(?:$|\s)/i;

/** Blogger's element around the posts, which it names as the ones beside them. */
const mainWidget = /(?:^|\s)widget Blog(?:\s|$)/;

/** An element with the article's authors, also where it is one of the boxes beside the article. */
const authorsPart = /(?:article|post|entry|story)[-_]{1,2}authors?(?:$|[\s_-])/i;

/** Longer texts are prose. */
const maxTextLength = 200;

/** How many elements around a heading do not hold an element. */
export type HeadingDistances = { of(element: Element): number; has(element: Element): boolean };

/** @param heading undefined for a page without one: then all elements are equally near */
export function distancesFrom(heading: Element | undefined): HeadingDistances {
  const steps = new Map<Element, number>();
  for (let each = heading?.parentElement ?? null; each !== null; each = each.parentElement) steps.set(each, steps.size);
  return {
    of(element) {
      for (let each: Element | null = element; each !== null; each = each.parentElement) {
        const distance = steps.get(each);
        if (distance !== undefined) return distance;
      }
      return steps.size;
    },
    has: (element) => steps.has(element),
  };
}

/**
 * Tells whether an element stands in a part of the page that is about others, and in which the heading does not stand.
 */
export function isAboutOthers(element: Element, distances: HeadingDistances): boolean {
  for (let each: Element | null = element; each !== null; each = each.parentElement) {
    if (distances.has(each) || each.localName === "body") return false;
    const names = namesOf(each);
    const isAuthorsPart = authorsPart.test(names) && !/bio/i.test(names);
    if (otherPart.test(names) && !mainWidget.test(names) && !isAuthorsPart) return true;
  }
  return false;
}

/** Returns the classes and the like that say what an element is. */
export function namesOf(element: Element): string {
  const values = ["class", "id", "itemprop", "rel"].map((name) => element.getAttribute(name) ?? "");
  return values.join(" ").slice(0, 500);
}

/** Returns the text of an element on one line, unless it is long. */
export function shortText(element: Element): string {
  const text = element.textContent
    .slice(0, 20 * maxTextLength)
    .replace(/\s+/g, " ")
    .trim();
  return text.length <= maxTextLength ? text : "";
}
