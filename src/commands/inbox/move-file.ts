import { lstat, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";

/** What the text beside a file that failed is called. */
export const errorSuffix = ".error.txt";

/** Bytes that a file's name may have. */
const longestName = 255;

/** Something that is no folder stands where a file is to be moved to. */
export class FolderBlocked extends Error {
  override readonly name = "FolderBlocked";

  constructor(folder: string, isLink: boolean) {
    super(
      `${folder} is ${isLink ? "a symbolic link" : "not a folder"} (ENOTDIR), and nothing is moved there. ` +
        "Put a folder in its place, and the file is moved.",
    );
  }
}

/**
 * Moves a file within the inbox, under a name or that name with a number: nothing that is there is overwritten, and
 * nothing is written through a link.
 * @param name where it is to be, as a path from the inbox, with slashes
 * @param error what is to stand in the text beside it
 * @returns the name it has there
 * @throws FolderBlocked, and what the file system says
 */
export async function fileAway(path: string, inbox: string, name: string, error?: string): Promise<string> {
  const folder = dirname(name);
  for (let number = 1; ; number++) {
    const free = numbered(name, number);
    const target = join(inbox, free);
    await makeFolders(inbox, folder);
    if (!(await reserve(target, ""))) continue;
    const reserved = [target];
    try {
      if (error !== undefined) {
        if (!(await reserve(`${target}${errorSuffix}`, error))) {
          await release(inbox, folder, reserved);
          continue;
        }
        reserved.push(`${target}${errorSuffix}`);
      }
      // Somebody may have put a link there meanwhile.
      await makeFolders(inbox, folder);
      await rename(path, target);
      return free;
    } catch (failure) {
      await release(inbox, folder, reserved).catch(() => undefined);
      throw failure;
    }
  }
}

/**
 * Makes the folders of a path that are not there.
 * @param path from the inbox, which may be a link itself, with slashes
 * @throws FolderBlocked where one of them is a link, or no folder
 */
async function makeFolders(inbox: string, path: string): Promise<void> {
  const parts = path.split("/");
  for (const index of parts.keys()) {
    const folder = parts.slice(0, index + 1).join("/");
    await makeFolder(join(inbox, folder));
    const stats = await lstat(join(inbox, folder));
    if (!stats.isDirectory()) throw new FolderBlocked(`inbox/${folder}`, stats.isSymbolicLink());
  }
}

/** Makes a folder, unless something stands there already. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: unknown) => {
    if (!isThere(error)) throw error;
  });
}

/** Takes a name that nobody has. @returns whether it was free */
async function reserve(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

/** Gives names back; where their folder has become a link meanwhile, what stands behind it is left alone. */
async function release(inbox: string, folder: string, reserved: readonly string[]): Promise<void> {
  await makeFolders(inbox, folder);
  for (const file of reserved) await rm(file, { force: true });
}

function isThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

/** `a.txt`, `a-2.txt` …, short enough for the text beside it to have a name too. */
export function numbered(name: string, number: number): string {
  const slash = name.lastIndexOf("/") + 1;
  const base = name.slice(slash);
  const extension = extname(base).length <= 16 ? extname(base) : "";
  const end = `${number === 1 ? "" : `-${number}`}${extension}`;
  const room = longestName - Buffer.byteLength(`${end}${errorSuffix}`);
  const stem = [...base.slice(0, base.length - extension.length)];
  while (Buffer.byteLength(stem.join("")) > room) stem.pop();
  return `${name.slice(0, slash)}${stem.join("")}${end}`;
}
