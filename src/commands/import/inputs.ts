import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { ImportBytes } from "../../admin/import.ts";
import { inParts } from "../../admin/split-input.ts";
import { CourantError, messageOf } from "../../errors.ts";
import type { FetchSettings } from "../../fetch/settings.ts";
import type { ImportFormat } from "../../ingest/detect-format.ts";
import { restrictionOfName } from "../../ingest/file-name.ts";
import type { Rejection } from "../../ingest/ingest.ts";
import type { SkippedArticle } from "../../ingest/skip.ts";
import { isTaken, whyPassedOver } from "./endings.ts";
import { filesIn } from "./folder-files.ts";

/** Something that is to be imported, read when its turn comes. */
export type PendingInput = {
  /** What the article is known by; undefined for standard input. */
  name: string | undefined;
  label: string;
  /** In one part, unless it is NDJSON or an export of WordPress, which may be longer; with what cannot be imported. */
  read(): AsyncIterable<ImportBytes | Rejection | SkippedArticle>;
};

/** Bytes: while a part is taken in, nothing else is done, and a signal waits. */
const partSize = 2 * 1024 * 1024;

export type FindOptions = {
  /** Of all inputs, instead of finding it out. */
  format?: ImportFormat | undefined;
  fetching: FetchSettings;
  /** Told of a folder in which there is more than what is taken. */
  onPassedOver?: (left: SkippedArticle) => void;
};

/**
 * What the arguments of `import` name: files, folders (every file in them with a known ending, hidden ones left out),
 * `http(s)` addresses, and `-` for standard input. A file is known by its name, one in a folder by its path from there.
 * @throws USAGE_INVALID when two files would be known by one name: the second would overwrite the first
 */
export async function findInputs(paths: readonly string[], options: FindOptions): Promise<PendingInput[]> {
  const { format, fetching } = options;
  const found: PendingInput[] = [];
  for (const path of paths) {
    if (path === "-") found.push(fromStdin(format));
    else if (/^https?:\/\//i.test(path)) found.push(fromUrl(path, fetching));
    else found.push(...(await fromPath(path, options)));
  }
  const labels = new Map<string, string>();
  for (const { name, label } of found) {
    const other = name === undefined ? undefined : labels.get(name);
    if (other !== undefined && other !== label) {
      throw new CourantError(
        "USAGE_INVALID",
        `${other} and ${label} would both be known as “${name}”. Import the folder they are in, or each by itself.`,
      );
    }
    if (name !== undefined) labels.set(name, label);
  }
  return found;
}

function fromStdin(format: ImportFormat | undefined): PendingInput {
  return {
    name: undefined,
    label: "standard input",
    read: () => inParts(process.stdin, { name: undefined, format, partSize }),
  };
}

async function fromPath(path: string, { format, onPassedOver }: FindOptions): Promise<PendingInput[]> {
  const isFolder = await stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (!isFolder) return [isolated(path, format)];
  const noFiles: string[] = [];
  const files = await filesIn(path, { onOther: (other) => noFiles.push(other) });
  const reason = whyPassedOver(
    files.map(({ name }) => name),
    noFiles.length,
  );
  if (reason !== undefined) onPassedOver?.({ where: path, reason });
  return files.filter(({ name }) => isTaken(name)).map((file) => fromFile(file.path, file.name, format));
}

/** A file that is named by itself. In a folder of drafts it is left out all the same: a pattern may have named it. */
function isolated(path: string, format: ImportFormat | undefined): PendingInput {
  const input = fromFile(path, fileName(path), format);
  const reason = restrictionOfName(`${basename(dirname(resolve(path)))}/${basename(path)}`);
  if (reason === undefined) return input;
  return {
    ...input,
    async *read() {
      yield { where: path, reason };
    },
  };
}

/** A file's name; with its folder's where every folder has one of that name, as `index.md` in page bundles. */
function fileName(path: string): string {
  const name = basename(path);
  return /^(index|_index|readme)\.[^.]+$/i.test(name) ? `${basename(dirname(resolve(path)))}/${name}` : name;
}

function fromFile(file: string, name: string, format: ImportFormat | undefined): PendingInput {
  return {
    name,
    label: file,
    async *read() {
      try {
        yield* inParts(createReadStream(file), { name, format, partSize });
      } catch (error) {
        if (error instanceof CourantError) throw error;
        throw new CourantError("INPUT_UNREADABLE", whyUnreadable(error), { cause: error });
      }
    },
  };
}

function whyUnreadable(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "ENOENT" ? "There is no such file." : `It cannot be read: ${messageOf(error)}.`;
}

function fromUrl(address: string, fetching: FetchSettings): PendingInput {
  const url = URL.parse(address);
  if (url) Object.assign(url, { username: "", password: "" });
  const name = url?.href ?? address;
  return {
    name,
    label: name,
    async *read() {
      const { fetchInput } = await import("./fetch-input.ts");
      yield await fetchInput(address, name, fetching);
    },
  };
}
