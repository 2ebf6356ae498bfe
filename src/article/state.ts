import type { Article } from "./article.ts";
import { expiryOf } from "./article.ts";

/** Returns the state of an article at a moment, milliseconds since 1970: `expired`, else `scheduled` or `published`. */
export function stateOf(article: Article, now: number): "scheduled" | "published" | "expired" {
  const expiry = expiryOf(article);
  if (expiry !== undefined && expiry <= now) return "expired";
  return Date.parse(article.date_published) > now ? "scheduled" : "published";
}
