import type { Article } from "./article.ts";
import { type DraftArticle, isDraft } from "./draft-article.ts";

/** Returns the state of an article at a moment, milliseconds since 1970. Of those of articles, `expired` comes first. */
export function stateOf(article: Article | DraftArticle, now: number): "draft" | "scheduled" | "published" | "expired" {
  if (isDraft(article)) return "draft";
  const expiry = expiryOf(article);
  if (expiry !== undefined && expiry <= now) return "expired";
  return Date.parse(article.date_published) > now ? "scheduled" : "published";
}

/** Returns when an article expires, in milliseconds since 1970. */
export function expiryOf({ _courant: { expires } }: Article): number | undefined {
  return expires === undefined ? undefined : Date.parse(expires);
}
