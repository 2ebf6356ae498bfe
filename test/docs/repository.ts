import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of the repository. */
export const repository = new URL("../..", import.meta.url).pathname;

export const examplesFolder = join(repository, "docs", "examples");

/** The text of a file, by its path in the repository. */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}

/** The paths of all pages of the documentation in the repository. */
export function documentationPages(): string[] {
  const below = readdirSync(join(repository, "docs"), { recursive: true, encoding: "utf8" });
  const pages = below.filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`);
  return ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...pages.sort()];
}
