import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";

/** The version in package.json. */
export const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** Returns a hash of the program's sources and package lists. Another program may build other documents. */
export function hashProgram(): string {
  const hash = createHash("sha256");
  const sources = new URL("./", import.meta.url);
  const names = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|js)$/.test(name));
  for (const name of names.sort()) hash.update(name).update(readFileSync(new URL(name, sources)));
  for (const name of ["package.json", "package-lock.json"]) {
    hash.update(readIfExists(new URL(`../${name}`, sources)));
  }
  return hash.digest("hex");
}

function readIfExists(file: URL): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
