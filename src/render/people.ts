import type { Author } from "../article/article.ts";
import { addressOf } from "./address.ts";
import { element, escapePlain, escapeText } from "./xml.ts";

/*
 * The authors of an article. Whoever has neither a name nor a URL cannot be named and is left out.
 */

type Authors = readonly Author[] | undefined;

/** Where an Atom person has a picture (as Blogger writes it; the Atom specification has no element for it). */
const pictureNamespace = "http://schemas.google.com/g/2005";

/** As RSS has them: `author` is an email address, so names go to `dc:creator`, one each. */
export function creatorElements(authors: Authors): string[] {
  return namedAuthors(authors).map(({ name }) => element("dc:creator", {}, escapePlain(name)));
}

/**
 * What `dc:creator` cannot say of an author, the URL and the picture, as an Atom person in RSS. It is a contributor:
 * an item may have one `atom:author` only, and some readers would take its parts for one name.
 */
export function contributorElements(authors: Authors): string[] {
  return namedAuthors(authors)
    .filter(({ url, avatar }) => url !== undefined || avatar !== undefined)
    .map((author) => element("atom:contributor", {}, ...personParts(author, "atom:")));
}

/** As Atom has them (RFC 4287, section 3.2). */
export function authorElements(authors: Authors): string[] {
  return namedAuthors(authors).map((author) => element("author", {}, ...personParts(author, "")));
}

type NamedAuthor = Author & { name: string };

function namedAuthors(authors: Authors): NamedAuthor[] {
  return (authors ?? []).flatMap((author) => {
    const name = author.name || author.url?.replace(/^mailto:/i, "");
    return name === undefined ? [] : [{ ...author, name }];
  });
}

function personParts({ name, url, avatar }: NamedAuthor, prefix: "" | "atom:"): string[] {
  return [
    element(`${prefix}name`, {}, escapePlain(name)),
    ...(url === undefined ? [] : [element(`${prefix}uri`, {}, escapeText(addressOf(url)))]),
    ...(avatar === undefined
      ? []
      : [
          element("gd:image", {
            "xmlns:gd": pictureNamespace,
            rel: `${pictureNamespace}#thumbnail`,
            src: addressOf(avatar),
          }),
        ]),
  ];
}
