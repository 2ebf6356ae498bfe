import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { Readable } from "node:stream";
import { CourantError, messageOf } from "../../errors.ts";
import type { FetchSettings } from "../../fetch/settings.ts";
import { restrictionOfName } from "../../ingest/file-name.ts";
import type { PageOrigins } from "../../ingest/folder-links.ts";
import type { SkippedArticle } from "../../ingest/skip.ts";
import type { PageAddresses } from "../../ingest/template/pages.ts";
import { describeIgnoredFiles, hasImportableEnding } from "./endings.ts";
import { type FolderFile, listFiles } from "./folder-files.ts";
import { createFolderPages } from "./folder-pages.ts";

/** An input of the command, which is read when its turn comes. */
export type PendingInput = {
  /** The name by which the article is known, with its source; undefined for standard input. */
  name: string | undefined;
  label: string;
  /** For a file of Markdown in a folder: finds the addresses of the files to which it may link. */
  findPages?: ((origins: PageOrigins) => Promise<PageAddresses | undefined>) | undefined;
  /**
   * Opens the input, or says why it is left out.
   * @throws INPUT_UNREADABLE, as do the chunks
   */
  open(): Promise<OpenedInput | SkippedArticle>;
};

/**
 * The bytes of an input. `source`: the folder that `name` starts from; `address`: the base of its relative addresses;
 * `robots`: the X-Robots-Tag of a page.
 */
export type OpenedInput = {
  name: string | undefined;
  source?: string | undefined;
  address?: string | undefined;
  mediaType?: string | undefined;
  robots?: string | undefined;
  chunks: AsyncIterable<Buffer>;
};

export type FindInputsOptions = {
  fetchSettings: FetchSettings;
  /** Called for a folder that holds files which are not imported. */
  onIgnoredFiles?: (files: SkippedArticle) => void;
  /** Called for each folder. */
  onFolder?: (folder: string) => void;
};

/**
 * Finds the inputs that the arguments of `import` name: files, folders (every file with a known ending, except hidden
 * ones), `http(s)` addresses, and `-` for standard input. A file is known by its whole path, however it is written.
 */
export async function findInputs(paths: readonly string[], options: FindInputsOptions): Promise<PendingInput[]> {
  const inputs: PendingInput[] = [];
  for (const path of paths) {
    if (path === "-") inputs.push(stdinInput());
    else if (/^https?:\/\//i.test(path)) inputs.push(urlInput(path, options.fetchSettings));
    else inputs.push(...(await findInPath(path, options)));
  }
  return inputs;
}

function stdinInput(): PendingInput {
  return {
    name: undefined,
    label: "standard input",
    open: async () => ({ name: undefined, chunks: process.stdin }),
  };
}

async function findInPath(path: string, { onIgnoredFiles, onFolder }: FindInputsOptions): Promise<PendingInput[]> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) return [fromNamedFile(path)];
  onFolder?.(path);
  const specialFiles: string[] = [];
  const files = await listFiles(path, { onSpecialFile: (specialFile) => specialFiles.push(specialFile) });
  const reason = describeIgnoredFiles(
    files.map(({ name }) => name),
    specialFiles.length,
  );
  if (reason !== undefined) onIgnoredFiles?.({ where: path, reason });
  const source = resolve(path);
  const isMarkdown = ({ name }: FolderFile) =>
    /\.(?:md|markdown|mdx)$/i.test(name) && !sectionPage.test(basename(name));
  const pages = createFolderPages(files.filter(isMarkdown).map((file) => ({ ...file, source })));
  return files
    .filter(({ name }) => hasImportableEnding(name))
    .map((file) => ({
      ...fromFolder(file),
      ...(isMarkdown(file) && {
        findPages: (origins: PageOrigins) => pages.addressesFor({ ...file, source }, origins),
      }),
    }));
}

/** Files of a folder that are no articles by their names: the pages of sections in Hugo and Zola. */
const sectionPage = /^_index(?:\.[\w-]{1,20})?\.(?:md|markdown|mdx|html?)$/i;

/** Files of JSON up to this size are looked at before they are imported, because many folders hold data. */
const maxDataBytes = 4 * 1024 * 1024;

/** A file that lies in a folder which an argument names. It is left out if it is no article. */
function fromFolder({ path, name }: FolderFile): PendingInput {
  const input = fileInput(path, name);
  const leaveOut = (reason: string) => ({
    where: path,
    reason: `${reason} Name the file itself to import it anyway.`,
  });
  if (sectionPage.test(basename(path))) {
    return { ...input, open: async () => leaveOut("It is the page of a section, not an article.") };
  }
  if (!/\.json$/i.test(path)) return input;
  return {
    ...input,
    open: async () => ((await holdsData(path)) ? leaveOut("It is data and contains no article.") : input.open()),
  };
}

/** Tells whether a file holds data and no article. One that cannot be read is reported when it is imported. */
async function holdsData(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).size > maxDataBytes) return false;
    const { isJsonData } = await import("../../ingest/json-data.ts");
    return isJsonData(await readFile(path, "utf8"));
  } catch {
    return false;
  }
}

/**
 * A file that an argument names by itself. In a folder of drafts it is left out all the same, because a pattern of the
 * shell may have named it.
 */
function fromNamedFile(path: string): PendingInput {
  const input = fileInput(path, articleName(path));
  const reason = restrictionOfName(`${basename(dirname(resolve(path)))}/${basename(path)}`);
  if (reason === undefined) return input;
  return { ...input, open: async () => ({ where: path, reason }) };
}

/** The file's name. For names that every folder has, such as `index.md`, the folder's name stands before it. */
function articleName(path: string): string {
  const name = basename(path);
  return /^(index|_index|readme)\.[^.]+$/i.test(name) ? `${basename(dirname(resolve(path)))}/${name}` : name;
}

/** @param name the end of the file's path */
function fileInput(file: string, name: string): PendingInput {
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      yield* createReadStream(file);
    } catch (error) {
      throw new CourantError("INPUT_UNREADABLE", describeReadError(error), { cause: error });
    }
  }
  const source = resolve(file).slice(0, -name.length - 1) || "/";
  return { name, label: file, open: async () => ({ name, source, chunks: chunks() }) };
}

function describeReadError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" ? "There is no such file." : `It cannot be read: ${messageOf(error)}.`;
}

function urlInput(address: string, fetchSettings: FetchSettings): PendingInput {
  const url = URL.parse(address);
  if (url) {
    url.username = "";
    url.password = "";
  }
  const name = url?.href ?? address;
  return {
    name,
    label: name,
    async open() {
      const { fetchInput } = await import("./fetch-input.ts");
      const { bytes, ...input } = await fetchInput(address, name, fetchSettings);
      return { ...input, chunks: Readable.from([bytes]) };
    },
  };
}
