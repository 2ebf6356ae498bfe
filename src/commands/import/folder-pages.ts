import { open, readFile, stat } from "node:fs/promises";
import { limits } from "../../article/limits.ts";
import type { FolderIndex, PageOrigins } from "../../ingest/folder-links.ts";
import type { PageAddresses } from "../../ingest/template/pages.ts";

/** A file of Markdown in a folder. `name`: its path from there; `source`: the folder. */
export type PageFile = { path: string; name: string; source: string };

/** The files of Markdown in a folder that is imported, which may link to each other. */
export type FolderPages = {
  /**
   * Returns the addresses of the files to which a file may link: their own, else those that their articles have here.
   * @returns undefined for a file that cannot be read
   */
  addressesFor(file: PageFile, origins: PageOrigins): Promise<PageAddresses | undefined>;
};

/** Longer files are no articles. */
const maxArticleFileBytes = 4 * limits.content;

/**
 * Creates the addresses of a folder's files. The folder is read when the first file asks.
 * @param files all files of the folder
 */
export function createFolderPages(files: readonly PageFile[]): FolderPages {
  let known: Promise<FolderIndex> | undefined;
  return {
    async addressesFor({ path, name }, origins) {
      known ??= readFolder(files, origins);
      const index = await known;
      try {
        if ((await stat(path)).size > maxArticleFileBytes) return {};
        const { linkedPages } = await import("../../ingest/folder-links.ts");
        return linkedPages({ name, text: await readFile(path, "utf8") }, index);
      } catch {
        return undefined;
      }
    },
  };
}

/** Reads the front matter of all files. Those that are not meant for everybody have no address. */
async function readFolder(files: readonly PageFile[], origins: PageOrigins): Promise<FolderIndex> {
  const { addressOfFile, indexFolder } = await import("../../ingest/folder-links.ts");
  const addresses: Record<string, string> = {};
  for (const file of files) {
    try {
      const address = addressOfFile(file, await readBeginning(file.path), origins);
      if (address !== undefined) addresses[file.name] = address;
    } catch {
      // Its own import says why it is left out.
    }
  }
  return indexFolder(addresses);
}

/** Returns the part of a file in which its front matter is. */
async function readBeginning(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4 * limits.frontMatter), 0);
  return buffer.toString("utf8", 0, bytesRead);
}
