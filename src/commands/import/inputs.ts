import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { ImportInput } from "../../admin/import.ts";
import { splitInput } from "../../admin/split-input.ts";
import { CourantError, messageOf } from "../../errors.ts";
import type { FetchSettings } from "../../fetch/settings.ts";
import type { ImportFormat } from "../../ingest/detect-format.ts";
import { restrictionOfName } from "../../ingest/file-name.ts";
import type { Rejection } from "../../ingest/ingest.ts";
import type { SkippedArticle } from "../../ingest/skip.ts";
import { describeIgnoredFiles, hasImportableEnding } from "./endings.ts";
import { listFiles } from "./folder-files.ts";

/** An input of the command, which is read when its turn comes. */
export type PendingInput = {
  /** The name by which the article is known; undefined for standard input. */
  name: string | undefined;
  label: string;
  /** Yields the parts of the input, several for NDJSON and exports of WordPress, and what cannot be imported. */
  read(): AsyncIterable<ImportInput | Rejection | SkippedArticle>;
};

/** Not larger, because a signal waits while a part is imported. */
const commandPartBytes = 2 * 1024 * 1024;

export type FindInputsOptions = {
  /** The format of all inputs; without it, each format is detected. */
  format?: ImportFormat | undefined;
  fetchSettings: FetchSettings;
  /** Called for a folder that holds files which are not imported. */
  onIgnoredFiles?: (files: SkippedArticle) => void;
};

/**
 * Finds the inputs that the arguments of `import` name: files, folders (every file with a known ending, except hidden
 * ones), `http(s)` addresses, and `-` for standard input. A file is known by its name, one in a folder by its path from
 * there.
 * @throws USAGE_INVALID when two files would be known by the same name, because the second would overwrite the first
 */
export async function findInputs(paths: readonly string[], options: FindInputsOptions): Promise<PendingInput[]> {
  const { format, fetchSettings } = options;
  const inputs: PendingInput[] = [];
  for (const path of paths) {
    if (path === "-") inputs.push(stdinInput(format));
    else if (/^https?:\/\//i.test(path)) inputs.push(urlInput(path, fetchSettings));
    else inputs.push(...(await findInPath(path, options)));
  }
  const labels = new Map<string, string>();
  for (const { name, label } of inputs) {
    const other = name === undefined ? undefined : labels.get(name);
    if (other !== undefined && other !== label) {
      throw new CourantError(
        "USAGE_INVALID",
        `${other} and ${label} would both be known as “${name}”. Import the folder they are in, or each by itself.`,
      );
    }
    if (name !== undefined) labels.set(name, label);
  }
  return inputs;
}

function stdinInput(format: ImportFormat | undefined): PendingInput {
  return {
    name: undefined,
    label: "standard input",
    read: () => splitInput(process.stdin, { name: undefined, format, partBytes: commandPartBytes }),
  };
}

async function findInPath(path: string, { format, onIgnoredFiles }: FindInputsOptions): Promise<PendingInput[]> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) return [fromNamedFile(path, format)];
  const specialFiles: string[] = [];
  const files = await listFiles(path, { onSpecialFile: (specialFile) => specialFiles.push(specialFile) });
  const reason = describeIgnoredFiles(
    files.map(({ name }) => name),
    specialFiles.length,
  );
  if (reason !== undefined) onIgnoredFiles?.({ where: path, reason });
  return files.filter(({ name }) => hasImportableEnding(name)).map((file) => fileInput(file.path, file.name, format));
}

/**
 * A file that an argument names by itself. In a folder of drafts it is left out all the same, because a pattern of the
 * shell may have named it.
 */
function fromNamedFile(path: string, format: ImportFormat | undefined): PendingInput {
  const input = fileInput(path, articleName(path), format);
  const reason = restrictionOfName(`${basename(dirname(resolve(path)))}/${basename(path)}`);
  if (reason === undefined) return input;
  return {
    ...input,
    async *read() {
      yield { where: path, reason };
    },
  };
}

/** The file's name. For names that every folder has, such as `index.md`, the folder's name stands before it. */
function articleName(path: string): string {
  const name = basename(path);
  return /^(index|_index|readme)\.[^.]+$/i.test(name) ? `${basename(dirname(resolve(path)))}/${name}` : name;
}

function fileInput(file: string, name: string, format: ImportFormat | undefined): PendingInput {
  return {
    name,
    label: file,
    async *read() {
      try {
        yield* splitInput(createReadStream(file), { name, format, partBytes: commandPartBytes });
      } catch (error) {
        if (error instanceof CourantError) throw error;
        throw new CourantError("INPUT_UNREADABLE", describeReadError(error), { cause: error });
      }
    },
  };
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
    async *read() {
      const { fetchInput } = await import("./fetch-input.ts");
      yield await fetchInput(address, name, fetchSettings);
    },
  };
}
