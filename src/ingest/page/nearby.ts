import type { Document, Element } from "../document.ts";
import { distancesFrom, isAboutOthers, namesOf, shortText } from "./heading-distance.ts";
import type { PageMetadata } from "./metadata.ts";
import { findDate } from "./page-dates.ts";
import { isPersonName, isPhrase, personNames } from "./person-names.ts";

/** Classes and ids of elements around dates and names, in the words of several languages. */
const dateName = /date|datum|fecha|time|publi(?!cations?(?:$|\s))|posted|byline|meta\b|created/i;
const updateName = /updat|modif|aktualisiert/i;
/** Dates of today, and of people. */
const otherDateName = /current|clock|today|joined|registered|birth|event/i;
const authorName =
  /(?:^|[^a-z])(?:by-?line|author|autor|auteur|writer|verfasser|redakteur|contributor|creator|user-?name)|By-?line|Author|Autor|(?:^|\s)fn(?:\s|$)/;
const authorPath = /\/(?:authors?|autor(?:en|es|in)?|auteurs?|users?|members?|profiles?)\/[^/]/i;
/** Paths that lead to other things than people, too. */
const peoplePath =
  /\/(?:redaktion|experten|staff-contributors|editors?|team|people|persons?|staff|contributors?|by|writers?|journalists?|reporters?|redakteure?)\/[^/?#]+(?:\/(?:[a-z]+|\d+)?(?:\.\w+)?)?(?:[?#]|$)/i;

const maxCandidates = 300;

type Candidate = { element: Element; names: string; distance: number };

/**
 * Guesses what the elements around an article's heading say: those whose class, id, attribute or address speaks of a
 * date or an author, the nearest to the heading first. Comments, lists of other articles and the like do not count.
 * @param heading undefined for a page without one
 */
export function readNearby(document: Document, heading: Element | undefined, language: string): PageMetadata {
  const candidates = candidatesIn(document, heading);
  const dates = candidates.flatMap(({ element, names }) => {
    if ((element.localName !== "time" && !dateName.test(names)) || otherDateName.test(names)) return [];
    const date = dateOf(element, language);
    return date === undefined ? [] : [{ date, isUpdate: updateName.test(names) }];
  });
  const first = (isUpdate: boolean) => dates.find((each) => each.isUpdate === isUpdate)?.date;
  return {
    published: [first(false), first(true)].filter((date) => date !== undefined),
    authors: authorsAmong(candidates.filter(isAuthor)),
  };
}

function candidatesIn(document: Document, heading: Element | undefined): Candidate[] {
  const distances = distancesFrom(heading);
  const candidates: Candidate[] = [];
  for (const element of document.querySelectorAll(
    "body time, body address, body [class], body [id], body [itemprop], body a[href]",
  )) {
    const names = namesOf(element);
    if (element.localName !== "time" && !dateName.test(names) && !isAuthor({ element, names })) continue;
    if (isAboutOthers(element, distances)) continue;
    candidates.push({ element, names, distance: distances.of(element) });
    if (candidates.length >= maxCandidates) break;
  }
  return candidates.sort((one, other) => one.distance - other.distance);
}

function isAuthor({ element, names }: Pick<Candidate, "element" | "names">): boolean {
  return authorName.test(names) || element.localName === "address" || isAuthorLink(element);
}

function isAuthorLink(element: Element): boolean {
  if (element.localName !== "a") return false;
  const address = element.getAttribute("href")?.slice(0, 500) ?? "";
  return authorPath.test(address) || (peoplePath.test(address) && personNames(shortText(element)).some(isPersonName));
}

function dateOf(element: Element, language: string): string | undefined {
  const values = ["datetime", "content", "title"].map((name) => element.getAttribute(name) ?? "");
  return [...values, shortText(element)].map((value) => findDate(value, language)).find((date) => date !== undefined);
}

/**
 * Returns the authors of the nearest element that holds a name, and of equal ones beside it with names like those of
 * people. At the same distance, the name of a person comes before other words.
 */
function authorsAmong(candidates: readonly Candidate[]): PageMetadata["authors"] {
  const nearest = candidates.find(({ element }) => authorsIn(element).length > 0);
  const isPerson = ({ element }: Candidate) => authorsIn(element).some(({ name }) => isPersonName(name));
  const first = candidates.find((each) => each.distance === nearest?.distance && isPerson(each)) ?? nearest;
  if (first === undefined) return undefined;
  const places = [first.element.parentElement, first.element.parentElement?.parentElement];
  const beside = candidates.filter(
    ({ element, names, distance }) =>
      distance === first.distance &&
      names === first.names &&
      [element.parentElement, element.parentElement?.parentElement].some((place) => place && places.includes(place)),
  );
  const people = beside.filter((each) => each === first || isPerson(each));
  const authors = new Map(people.flatMap(({ element }) => authorsIn(element)).map((author) => [author.name, author]));
  return [...authors.values()];
}

function authorsIn(element: Element): { name: string; url: string | undefined }[] {
  const parts = [...element.querySelectorAll('[itemprop~="name"], [rel~="author"], .fn, a[href]')].filter(
    (part) => part.localName !== "a" || part.getAttribute("rel") === "author" || isAuthorLink(part),
  );
  const named = parts.slice(0, 20).flatMap((part) => personNames(shortText(part)));
  const names = personNames(element.getAttribute("content") ?? shortText(element));
  const parted = named.filter((name) => names.length === 0 || names.some((other) => other.includes(name)));
  const link = element.localName === "a" ? element : element.querySelector("a[href]");
  const authors = [...new Set(parted.length > 0 ? parted : names)].filter((name) => !isPhrase(name));
  return authors.map((name) => ({
    name,
    url: authors.length === 1 ? (link?.getAttribute("href") ?? undefined) : undefined,
  }));
}
