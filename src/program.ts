import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** The version in package.json. */
export const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

let wholeHash: string | undefined;

/** Returns the hash of the whole program that this process runs: the files as they are at the first call. */
export function programHash(): string {
  wholeHash ??= hashProgram();
  return wholeHash;
}

/** The lists of the versions that the program runs with: in a checkout, and beside an installed package, where npm writes it. */
const versionLists = ["package.json", "package-lock.json", "../.package-lock.json"];

/**
 * Returns a hash of the program's sources and package lists. Another program may build other documents. In an installed
 * package, the sources are JavaScript.
 * @param folder the folder of the sources below `src/`, for a part of the program
 */
export function hashProgram(folder = ""): string {
  const hash = createHash("sha256");
  const sources = new URL(folder, new URL("./", import.meta.url));
  const names = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|js)$/.test(name));
  for (const name of names.sort()) hash.update(name).update(readFileSync(new URL(name, sources)));
  const root = new URL("../", import.meta.url);
  for (const name of versionLists) hash.update(readIfExists(new URL(name, root)));
  return hash.digest("hex");
}

function readIfExists(file: URL): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
