import { linkOf } from "../article/address.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import { idOfFile, placedName } from "../ingest/names.ts";
import type { ArticleStore } from "../stores/articles.ts";

/** The store in which files are found that are here already. */
export type LinkedFiles = Pick<ArticleStore, "findByName">;

/**
 * Returns the addresses of the files that an input links to. A file that is here already, under another id than a new
 * article from it would have, keeps its address.
 * @param input.source where the input comes from, and with it the files
 */
export async function addressesOfPages(
  articles: Partial<LinkedFiles>,
  { source }: { source?: string | undefined },
  { pages, origin }: Pick<ImportOptions, "pages" | "origin">,
): Promise<ImportOptions["pages"]> {
  if (pages === undefined || origin === undefined) return pages;
  const addresses: Record<string, string> = {};
  for (const [path, address] of Object.entries(pages)) {
    const file = { name: path, source };
    const isNew = address === linkOf({ id: idOfFile(file) }, origin);
    const article = isNew ? await articles.findByName?.(`file:${placedName(file)}`) : undefined;
    addresses[path] = article === undefined ? address : linkOf(article, origin);
  }
  return addresses;
}
