const articlePrefix = "/articles/";

/**
 * Returns the percent-encoded path of a document. Only the id of an article contains characters that need it.
 * @param path the percent-decoded path, in well-formed Unicode
 */
export function encodePath(path: string): string {
  if (!path.startsWith(articlePrefix)) return path;
  return articlePrefix + encodeURIComponent(path.slice(articlePrefix.length)).replaceAll("%3A", ":");
}
