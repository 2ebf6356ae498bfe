import type { Article } from "./article.ts";

/**
 * Returns the address of an article: its own URL, else its permalink page on this site.
 * @param baseUrl the public address, without a trailing slash
 */
export function linkOf(article: Pick<Article, "id" | "url">, baseUrl: string): string {
  return article.url ?? `${baseUrl}${permalinkPath(article.id)}`;
}

/** Returns the path of an article's permalink page. All characters but unreserved ones and `:` are percent-encoded. */
export function permalinkPath(id: string): string {
  return `/articles/${encodeURIComponent(id.toWellFormed()).replaceAll("%3A", ":")}`;
}
