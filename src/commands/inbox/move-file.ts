import { lstat, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";

/** The end of the name of the text that is put beside a file that failed. */
export const errorSuffix = ".error.txt";

/** The limit of common file systems. */
const maxNameBytes = 255;

/** Thrown when the target folder of a move is a link or not a folder. */
export class FolderBlockedError extends Error {
  override readonly name = "FolderBlockedError";

  constructor(folder: string, isLink: boolean) {
    super(
      `${folder} is ${isLink ? "a symbolic link" : "not a folder"} (ENOTDIR), so no file is moved there. ` +
        "Put a folder in its place; then the file is moved.",
    );
  }
}

/**
 * Moves a file within the inbox. If the name is in use, it gets a number. The move overwrites no file and follows no link.
 * @param name the target, as a path from the inbox, with slashes
 * @param errorText the content of the text beside the moved file; without it, there is no such text
 * @returns the name that the file got
 * @throws FolderBlockedError, and errors of the file system
 */
export async function moveToFreeName(path: string, inbox: string, name: string, errorText?: string): Promise<string> {
  const folder = dirname(name);
  for (let number = 1; ; number++) {
    const freeName = numberedName(name, number);
    const target = join(inbox, freeName);
    await makeFolders(inbox, folder);
    if (!(await reserveName(target, ""))) continue;
    const reserved = [target];
    try {
      if (errorText !== undefined) {
        if (!(await reserveName(`${target}${errorSuffix}`, errorText))) {
          await releaseNames(inbox, folder, reserved);
          continue;
        }
        reserved.push(`${target}${errorSuffix}`);
      }
      // Somebody may have put a link there in the meantime.
      await makeFolders(inbox, folder);
      await rename(path, target);
      return freeName;
    } catch (failure) {
      await releaseNames(inbox, folder, reserved).catch(() => undefined);
      throw failure;
    }
  }
}

/**
 * Makes the missing folders of a path.
 * @param path from the inbox, with slashes; the inbox itself may be a link
 * @throws FolderBlockedError when one of the folders is a link or not a folder
 */
async function makeFolders(inbox: string, path: string): Promise<void> {
  const parts = path.split("/");
  for (const index of parts.keys()) {
    const folder = parts.slice(0, index + 1).join("/");
    await makeFolder(join(inbox, folder));
    const stats = await lstat(join(inbox, folder));
    if (!stats.isDirectory()) throw new FolderBlockedError(`inbox/${folder}`, stats.isSymbolicLink());
  }
}

/** Makes a folder unless its name is in use. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: unknown) => {
    if (!isExistsError(error)) throw error;
  });
}

/** Creates a file under a name if the name is free. @returns whether it was free */
async function reserveName(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (isExistsError(error)) return false;
    throw error;
  }
}

/** Removes reserved files again. If their folder has become a link, nothing behind the link is touched. */
async function releaseNames(inbox: string, folder: string, reserved: readonly string[]): Promise<void> {
  await makeFolders(inbox, folder);
  for (const file of reserved) await rm(file, { force: true });
}

function isExistsError(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

/** Numbers a name, `a.txt`, `a-2.txt` …, and shortens it so that the name of the text beside it fits as well. */
export function numberedName(name: string, number: number): string {
  const slash = name.lastIndexOf("/") + 1;
  const base = name.slice(slash);
  const extension = extname(base).length <= 16 ? extname(base) : "";
  const end = `${number === 1 ? "" : `-${number}`}${extension}`;
  const maxStemBytes = maxNameBytes - Buffer.byteLength(`${end}${errorSuffix}`);
  const stem = [...base.slice(0, base.length - extension.length)];
  while (Buffer.byteLength(stem.join("")) > maxStemBytes) stem.pop();
  return `${name.slice(0, slash)}${stem.join("")}${end}`;
}
