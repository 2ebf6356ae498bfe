import type { Article } from "../article/article.ts";
import type { PreparedArticle } from "../article/prepare.ts";
import { CourantError } from "../errors.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { Actor } from "../stores/audit.ts";
import type { AuditLog } from "./audit-log.ts";
import type { StartersReport } from "./openapi/schemas/starters.ts";

/** `_courant.source` of starter articles. An edit may drop it, so their names also begin with a prefix. */
export const starterSource = "courant:starter";
const starterNamePrefix = "starter:";

export type { StartersReport } from "./openapi/schemas/starters.ts";

/** Marks the articles of one file as starter articles. */
export function markAsStarters(drafts: readonly PreparedArticle[], file: string): PreparedArticle[] {
  return drafts.map(({ draft, names, ...rest }, index) => ({
    ...rest,
    draft: { ...draft, _courant: { ...draft._courant, source: starterSource } },
    names: [...names, `${starterNamePrefix}${file}#${index}`],
  }));
}

/** Counts the starter articles that nobody has edited. */
export async function countStarters(store: Pick<ArticleStore, "findByNamePrefix">): Promise<number> {
  return (await store.findByNamePrefix(starterNamePrefix)).filter(isUnedited).length;
}

/** Deletes the starter articles that nobody has edited. Like all deleted articles, they do not come back with an import. */
export async function removeStarters(
  store: Pick<ArticleStore, "findByNamePrefix" | "remove">,
  by: string,
): Promise<StartersReport> {
  const articles: StartersReport["articles"] = [];
  for (const article of await store.findByNamePrefix(starterNamePrefix)) {
    const { id, title } = article;
    const isRemoved = isUnedited(article) && (await removeFirstRevision(store, id, by));
    articles.push({ outcome: isRemoved ? "removed" : "kept", id, ...(title !== undefined && { title }) });
  }
  const removed = articles.filter(({ outcome }) => outcome === "removed").length;
  return { removed, kept: articles.length - removed, articles };
}

/** Records which starter articles were removed. */
export async function recordStartersRemoval(audit: AuditLog, actor: Actor, report: StartersReport): Promise<void> {
  const removed = report.articles.filter(({ outcome }) => outcome === "removed").map(({ id }) => id);
  await audit.record(actor, "starters.removed", "starters", { articles: removed });
}

function isUnedited({ _courant: { source, revision } }: Article): boolean {
  return source === starterSource && revision === 1;
}

/** @returns whether the article was deleted; false if somebody has just edited it */
async function removeFirstRevision(store: Pick<ArticleStore, "remove">, id: string, by: string): Promise<boolean> {
  try {
    return await store.remove(id, { ifRevision: 1, by });
  } catch (error) {
    if (error instanceof CourantError && error.code === "PRECONDITION_FAILED") return false;
    throw error;
  }
}
