import type { Article } from "../../article/article.ts";
import { type DraftArticle, isDraft } from "../../article/draft-article.ts";
import { stateOf } from "../../article/state.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import type { Output } from "../process/output.ts";
import { withAdmin } from "../workspace/with-admin.ts";
import { type Filters, listArticles } from "./filters.ts";

export type ListSettings = Filters & { sort?: string; limit: number };

/** A title is cut at this length. */
const maxTitleLength = 60;

/** `courant article list`: lists articles, as a table for people. */
export function listCommand(config: Config, clock: Clock, settings: ListSettings, output: Output): Promise<boolean> {
  const { sort, limit, ...filters } = settings;
  return withAdmin(config, clock, output, async (client) => {
    const articles = await Array.fromAsync(listArticles(client, filters, { sort, limit }));
    if (output.json) output.result({ articles });
    else printTable(articles, clock.now(), output);
    return true;
  });
}

function printTable(articles: readonly (Article | DraftArticle)[], now: number, output: Output): void {
  if (articles.length === 0) output.line("No article meets these conditions.");
  for (const article of articles) {
    const { id, title = "–" } = article;
    const short = title.length > maxTitleLength ? `${title.slice(0, maxTitleLength - 1)}…` : title;
    const date = (isDraft(article) ? article._courant.saved_at : article.date_published).slice(0, 16).replace("T", " ");
    output.line(`${date}  ${stateOf(article, now).padEnd(9)}  ${short}  ${id}`);
  }
}
