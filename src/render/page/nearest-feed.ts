import { nearestName } from "../../article/nearest.ts";
import { Html, html } from "../html.ts";

/*
 * The page for unknown addresses is rendered once, for all of them. When serving knows the address, it fills in the feed
 * that was perhaps meant, from the names of feeds on the same page.
 */

const opening = '<p class="nearest" hidden>';
const place = "<!-- feed -->";

/** Renders the paragraph that stays hidden until a feed stands in it. @param words the words before the feed */
export function nearestParagraph(words: string): Html {
  return html`${new Html(opening)}${words} ${new Html(place)}</p>`;
}

/** A longer word is no misspelt slug or title. */
const maxWordLength = 64;

/**
 * Fills the feed that is nearest to an unknown path into the page for unknown addresses: by its slug, or by its title.
 * @param path percent-decoded
 * @returns the page, as it was when no feed is near
 */
export function fillNearestFeed(page: string, path: string): string {
  const word = (/([^/]*)\/?$/.exec(path)?.[1] ?? "").replace(/\.[a-z]+$/i, "");
  if (word === "" || word.length > maxWordLength) return page;
  const links = [...page.matchAll(/<a href="[^"]*\/feeds\/([^"/.]+)" dir="auto">([^<]*)<\/a>/g)];
  const bySlug = new Map(links.map(([link, slug = ""]) => [slug, link]));
  const byTitle = new Map(links.map(([link, , title = ""]) => [title, link]));
  const link = findNearest(word, bySlug) ?? findNearest(word, byTitle);
  if (link === undefined) return page;
  return page.replace(opening, opening.replace(" hidden", "")).replace(place, () => link);
}

function findNearest(word: string, links: ReadonlyMap<string, string>): string | undefined {
  const name = nearestName(word, [...links.keys()]);
  return name === undefined ? undefined : links.get(name);
}
