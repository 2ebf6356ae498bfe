import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";

/** What the text beside a file that failed is called. */
export const errorSuffix = ".error.txt";

/** Bytes that a file's name may have. */
const longestName = 255;

/**
 * Moves a file into a folder, under its name or that name with a number: nothing that is there is overwritten.
 * @param name its path within the folder, with slashes
 * @param error what is to stand in the text beside it
 * @returns the name it has there
 */
export async function fileAway(path: string, folder: string, name: string, error?: string): Promise<string> {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  for (let number = 1; ; number++) {
    const free = numbered(name, number);
    const target = join(folder, free);
    if (!(await reserve(target, ""))) continue;
    if (error !== undefined && !(await reserve(`${target}${errorSuffix}`, error))) {
      await rm(target);
      continue;
    }
    try {
      await rename(path, target);
      return free;
    } catch (failure) {
      await rm(target, { force: true });
      if (error !== undefined) await rm(`${target}${errorSuffix}`, { force: true });
      throw failure;
    }
  }
}

/** Takes a name that nobody has. @returns whether it was free */
async function reserve(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
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
