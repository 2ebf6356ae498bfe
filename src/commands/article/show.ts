import type { Article } from "../../article/article.ts";
import type { DraftArticle } from "../../article/draft-article.ts";
import { textOf } from "../../article/html/text-of.ts";
import { stateOf } from "../../article/state.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import type { Output } from "../process/output.ts";
import { withAdmin } from "../workspace/with-admin.ts";
import { articlePath } from "./article-path.ts";

/** `courant article show`: prints an article, as JSON or as text for people. */
export function showCommand(config: Config, clock: Clock, id: string, output: Output): Promise<boolean> {
  return withAdmin(config, clock, output, async (client) => {
    const article = await client.call<Article | DraftArticle>(articlePath(id));
    if (output.json) output.result(article);
    else for (const line of linesOf(article, clock.now())) output.line(line);
    return true;
  });
}

function linesOf(article: Article | DraftArticle, now: number): string[] {
  const { id, url, title, summary, tags = [], authors = [], date_published, date_modified, language } = article;
  const { content_html, content_text } = article;
  const content = content_text ?? (content_html === undefined ? undefined : textOf(content_html));
  const rows = {
    id,
    url,
    state: stateOf(article, now),
    published: date_published,
    modified: date_modified,
    revision: String(article._courant.revision),
    authors: authors.map(({ name, url }) => name ?? url).join(", "),
    tags: tags.join(", "),
    language,
    source: article._courant.source,
  };
  const described = Object.entries(rows).flatMap(([name, value]) => (value ? [`${name.padEnd(9)}  ${value}`] : []));
  return [
    ...(title === undefined ? [] : [title, ""]),
    ...described,
    ...[summary, content].flatMap((text) => (text ? ["", text] : [])),
  ];
}
