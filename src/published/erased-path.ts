import { sha256 } from "./sha256.ts";

/**
 * Returns what stands among the paths that are gone for the page of an article that was erased for good: nobody reads the id
 * of the article from it.
 * @param hash the SHA-256 of the percent-decoded path, in hexadecimal
 */
export function erasedPath(hash: string): string {
  return `sha256:${hash}`;
}

/** Returns what stands for a path if it is that of an erased article. @param path percent-decoded */
export function erasedPathOf(path: string): string {
  return erasedPath(sha256(Buffer.from(path)));
}
