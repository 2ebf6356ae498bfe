import type { Author } from "../article/article.ts";
import { addressOf } from "./address.ts";
import { element, escapePlain, escapeText } from "./xml.ts";

/*
 * Renders the authors of an article. An author without a name and a URL is left out.
 */

type Authors = readonly Author[] | undefined;

/** The namespace of a person's picture. Blogger uses it, because the Atom specification has no element for pictures. */
const pictureNamespace = "http://schemas.google.com/g/2005";

/** Renders authors for RSS: each name is a `dc:creator`, because `author` is an email address. */
export function creatorElements(authors: Authors): string[] {
  return namedAuthors(authors).map(({ name }) => element("dc:creator", {}, escapePlain(name)));
}

/**
 * Renders the URLs and pictures of authors for RSS, which `dc:creator` has no place for, as `atom:contributor`. It is not
 * `atom:author`, because an item may have only one, and some readers would read its parts as one name.
 */
export function contributorElements(authors: Authors): string[] {
  return namedAuthors(authors)
    .filter(({ url, avatar }) => url !== undefined || avatar !== undefined)
    .map((author) => element("atom:contributor", {}, ...personParts(author, "atom:")));
}

/** Renders authors for Atom (RFC 4287, section 3.2). */
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
