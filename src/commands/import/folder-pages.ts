import { open, readFile, stat } from "node:fs/promises";
import { linkOf } from "../../article/address.ts";
import { limits } from "../../article/limits.ts";
import { absoluteUrl } from "../../article/url.ts";
import type { PageAddresses, PageFinder } from "../../ingest/template/pages.ts";

/** A file of Markdown in a folder. `name`: its path from there; `source`: the folder. */
export type PageFile = { path: string; name: string; source: string };

/** Where the site is, and this service. */
export type PageOrigins = { siteUrl: string; origin: string };

/** The files of Markdown in a folder that is imported, which may link to each other. */
export type FolderPages = {
  /**
   * Returns the addresses of the files to which a file may link: their own, else those that their articles have here.
   * @returns undefined for a file that cannot be read
   */
  addressesFor(file: PageFile, origins: PageOrigins): Promise<PageAddresses | undefined>;
};

/** Most files to which one file may link, so that a request can name them. */
const maxLinkedPages = 60;

/** Longer files are no articles. */
const maxArticleFileBytes = 4 * limits.content;

/**
 * Creates the addresses of a folder's files. The folder is read when the first file asks.
 * @param files all files of the folder
 */
export function createFolderPages(files: readonly PageFile[]): FolderPages {
  let known: Promise<{ addresses: PageAddresses; findPath: PageFinder }> | undefined;
  return {
    async addressesFor({ path, name }, origins) {
      known ??= readFolder(files, origins);
      const { addresses, findPath } = await known;
      try {
        if ((await stat(path)).size > maxArticleFileBytes) return {};
        const { referencesIn } = await import("../../ingest/template/pages.ts");
        const references = referencesIn(await readFile(path, "utf8"));
        const named = references.flatMap((reference) => findPath(reference, name)?.replace(/#.*$/s, "") ?? []);
        const paths = [...new Set(named)].slice(0, maxLinkedPages);
        return Object.fromEntries(paths.map((each) => [each, addresses[each] ?? ""]));
      } catch {
        return undefined;
      }
    },
  };
}

async function readFolder(files: readonly PageFile[], origins: PageOrigins) {
  const { createPageFinder } = await import("../../ingest/template/pages.ts");
  const addresses = await readAddresses(files, origins);
  const paths = Object.fromEntries(Object.keys(addresses).map((path) => [path, path]));
  return { addresses, findPath: createPageFinder(paths) };
}

/** Reads the front matter of all files. Those that are not meant for everybody have no address. */
async function readAddresses(files: readonly PageFile[], { siteUrl, origin }: PageOrigins): Promise<PageAddresses> {
  const { refuseRestrictedText, splitFrontMatter } = await import("../../ingest/front-matter.ts");
  const { articleFields } = await import("../../ingest/front-matter-fields.ts");
  const { idOfFile } = await import("../../ingest/names.ts");
  const { restrictionOfName } = await import("../../ingest/file-name.ts");
  const addresses: Record<string, string> = {};
  for (const file of files) {
    try {
      if (restrictionOfName(file.name) !== undefined) continue;
      const beginning = (await readBeginning(file.path)).replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
      refuseRestrictedText(beginning);
      const { id, url } = articleFields(splitFrontMatter(beginning));
      const own = typeof url === "string" ? absoluteUrl(url, siteUrl) : undefined;
      addresses[file.name] = own ?? linkOf({ id: typeof id === "string" ? id : idOfFile(file) }, origin);
    } catch {
      // Its own import says why it is left out.
    }
  }
  return addresses;
}

/** Returns the part of a file in which its front matter is. */
async function readBeginning(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4 * limits.frontMatter), 0);
  return buffer.toString("utf8", 0, bytesRead);
}
