import { hasAllOf, type PageAuthor, type PageMetadata } from "./metadata.ts";
import { isPersonName } from "./person-names.ts";
import { lettersOf } from "./site-name.ts";

/** Words in the names of companies and societies. */
const organisationName =
  /\b(?:GmbH|AG|KG|SE|e\.\s?V\.?|Ltd|Inc|LLC|S\.?A|Verlag|Redaktion|Stiftung|Verband|Verein|Magazin|Magazine|Media|Press|Presse|News|Newsroom|Agency|Agentur|Foundation|Institute?|University|Universität)(?:$|[\s.,])/u;

/**
 * Lists of people, the surest first: declared by the page, guessed from its text, and others in its head. `head`: the one
 * of the declared ones that the head holds.
 */
type AuthorSources = Record<"declared" | "guessed" | "likely", readonly PageMetadata[]> & { head: PageMetadata };

/**
 * Returns the authors of a page: the first declared ones with the name of a person, else the first declared ones. A guess
 * counts where nobody is declared, or only an organisation or the login of the one that is guessed, or where several
 * sources agree on it and none on the declared ones, or where only the head names somebody, as it does on each page of many
 * sites, and the name near the heading leads to its author's page. A list of people that names the same ones and more comes first.
 * @param isNobody tells whether a name is the site's, or no author's
 */
export function bestAuthors(
  { declared, guessed, likely, head }: AuthorSources,
  { isNobody }: { isNobody: (name: string) => boolean },
): PageAuthor[] | undefined {
  const somebodyIn = (sources: readonly PageMetadata[]) =>
    sources.flatMap(({ authors = [] }) => {
      const people = authors.filter(({ name }) => name !== "" && !isNobody(name));
      return people.length > 0 ? [people] : [];
    });
  const [sure, guesses, others] = [declared, guessed, likely].map(somebodyIn) as [
    PageAuthor[][],
    PageAuthor[][],
    PageAuthor[][],
  ];
  const [nearest] = guesses;
  if (nearest && sure.length === 1 && sure[0]?.some((author) => head.authors?.includes(author)) && isLinked(nearest))
    return nearest;
  const named = sure.find((people) => !people.every((person) => isLogin(person) || isOrganisation(person)));
  if (named !== undefined) {
    const longer =
      others.find((people) => isLonger(people, named)) ?? agreedPeople(guesses, (people) => isLonger(people, named));
    const isAlone = listsNaming(named, [...sure, ...guesses]) === 1;
    const whole = named.length === 1 ? wholeNameOf(named[0]?.name ?? "", [...guesses, ...others]) : undefined;
    return whole ?? longer ?? (isAlone ? agreedPeople(others, arePeople, guesses) : undefined) ?? named;
  }
  const logins = sure.flat().filter(isLogin);
  const people = [...guesses, ...others];
  const person = people.find(arePeople);
  const guess = people.find((each) => each.some(({ name }) => isLoginOf(logins, name)));
  const [first] = sure;
  if (first === undefined) return people[0] ?? [...declared, ...guessed, ...likely].find(hasAuthors)?.authors;
  return guess ?? (first.every(isLogin) ? undefined : person) ?? first;
}

/** Returns the person whose first name is all that is declared. */
function wholeNameOf(firstName: string, lists: readonly PageAuthor[][]): PageAuthor[] | undefined {
  if (firstName.includes(" ")) return undefined;
  return lists.find(
    ([first, ...rest]) =>
      rest.length === 0 && arePeople([first as PageAuthor]) && first?.name.startsWith(`${firstName} `),
  );
}

function hasAuthors({ authors }: PageMetadata): boolean {
  return authors !== undefined && authors.length > 0;
}

/** Tells whether people are one person, and the name leads to a page of that person. */
function isLinked([author, ...others]: readonly PageAuthor[]): boolean {
  const isPage = /\/(?:authors?|autor(?:en|es)?)\/[^/]+\/?$/i.test(author?.url ?? "");
  return isPage && others.length === 0 && author !== undefined && !isLogin(author);
}

function isLogin({ name }: PageAuthor): boolean {
  return /^[\p{Ll}\d._-]+$/u.test(name);
}

function isOrganisation(author: PageAuthor): boolean {
  return author.isOrganisation === true || organisationName.test(author.name);
}

function arePeople(people: readonly PageAuthor[]): boolean {
  return people.every(({ name }) => isPersonName(name));
}

function isLonger(people: readonly PageAuthor[], named: readonly PageAuthor[]): boolean {
  return hasAllOf(people, named) && arePeople(people);
}

/** Returns the first people of a kind whom another list names, too. */
function agreedPeople(
  lists: readonly PageAuthor[][],
  isSought: (people: readonly PageAuthor[]) => boolean,
  others?: readonly PageAuthor[][],
): PageAuthor[] | undefined {
  return lists.find(
    (people) => isSought(people) && listsNaming(people, others ?? lists) > (others === undefined ? 1 : 0),
  );
}

function listsNaming(people: readonly PageAuthor[], lists: readonly PageAuthor[][]): number {
  const keyOf = (each: readonly PageAuthor[]) =>
    each
      .map(({ name }) => lettersOf(name))
      .sort()
      .join(" ");
  return lists.filter((each) => keyOf(each) === keyOf(people)).length;
}

/** Tells whether a login is made of the letters of a name: `gabor_munier` for Gàbor Muniér. */
function isLoginOf(logins: readonly PageAuthor[], name: string): boolean {
  return isPersonName(name) && logins.some((login) => lettersOf(login.name) === lettersOf(name));
}
