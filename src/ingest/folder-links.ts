import { linkOf } from "../article/address.ts";
import { absoluteUrl } from "../article/url.ts";
import { restrictionOfName } from "./file-name.ts";
import { refuseRestrictedText, splitFrontMatter } from "./front-matter.ts";
import { articleFields } from "./front-matter-fields.ts";
import { idOfFile } from "./names.ts";
import { createPageFinder, type PageAddresses, type PageFinder, referencesIn } from "./template/pages.ts";

/** Where the site is, and this service. */
export type PageOrigins = { siteUrl: string; origin: string };

/** The pages of a folder: their addresses by their paths, and what finds the path of a page by what refers to it. */
export type FolderIndex = { addresses: PageAddresses; findPath: PageFinder };

/** A file of Markdown: its path from the folder, and its text. */
export type FolderText = { name: string; text: string };

/** Most files to which one file may link, so that a request can name them. */
const maxLinkedPages = 60;

/**
 * Returns the address of a file of Markdown: its own, else the one that its article has here.
 * @param beginning the part of the file in which its front matter is
 * @returns undefined for a file that is not meant for everybody by its name
 * @throws the reason why its front matter cannot be read, or says that it is not meant for everybody
 */
export function addressOfFile(
  file: { name: string; source: string },
  beginning: string,
  { siteUrl, origin }: PageOrigins,
): string | undefined {
  if (restrictionOfName(file.name) !== undefined) return undefined;
  const text = beginning.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  refuseRestrictedText(text);
  const { id, url } = articleFields(splitFrontMatter(text));
  const own = typeof url === "string" ? absoluteUrl(url, siteUrl) : undefined;
  return own ?? linkOf({ id: typeof id === "string" ? id : idOfFile(file) }, origin);
}

/** Creates the index of a folder's files of Markdown. */
export function indexFolder(addresses: PageAddresses): FolderIndex {
  const paths = Object.fromEntries(Object.keys(addresses).map((path) => [path, path]));
  return { addresses, findPath: createPageFinder(paths) };
}

/** Returns the addresses of the files to which a file may link, by their paths. */
export function linkedPages({ name, text }: FolderText, { addresses, findPath }: FolderIndex): PageAddresses {
  const named = referencesIn(text).flatMap((reference) => findPath(reference, name)?.replace(/#.*$/s, "") ?? []);
  const paths = [...new Set(named)].slice(0, maxLinkedPages);
  return Object.fromEntries(paths.map((each) => [each, addresses[each] ?? ""]));
}

/**
 * Returns, for each file of a folder that links to others, their addresses by their paths.
 * @param source the name of the folder
 */
export function linkFolder(
  files: readonly FolderText[],
  { source, ...origins }: PageOrigins & { source: string },
): Record<string, PageAddresses> {
  const addresses: Record<string, string> = {};
  for (const { name, text } of files) {
    try {
      const address = addressOfFile({ name, source }, text, origins);
      if (address !== undefined) addresses[name] = address;
    } catch {
      // Its own import says why it is left out.
    }
  }
  const index = indexFolder(addresses);
  const linked = files.map((file) => [file.name, linkedPages(file, index)] as const);
  return Object.fromEntries(linked.filter(([, pages]) => Object.keys(pages).length > 0));
}
