import { etagOf } from "../../admin/preconditions.ts";
import type { Article } from "../../article/article.ts";
import { termOf } from "../../channel/terms.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import type { Output } from "../process/output.ts";
import type { AdminClient } from "../workspace/admin-client.ts";
import { withAdmin } from "../workspace/with-admin.ts";
import { articlePath } from "./article-path.ts";
import { type Filters, hasFilters, listArticles } from "./filters.ts";

/** Tags to add and to remove, and the articles: their ids, or the conditions that they meet. */
export type TagSettings = { add: string[]; remove: string[]; ids: string[]; filters: Filters };

/** How often an article is read again that somebody else changes at the same time. */
const maxTries = 5;

/**
 * Sorts the arguments of the command: `+tag` adds, `-tag` removes, everything else is an id.
 * @throws USAGE_INVALID when there is no tag, or neither ids nor conditions, or both
 */
export function readTagArguments(given: readonly string[], filters: Filters): TagSettings {
  const marked = (mark: string) => given.filter((each) => each.startsWith(mark)).map((each) => each.slice(1).trim());
  const settings = {
    add: marked("+"),
    remove: marked("-"),
    ids: given.filter((each) => !/^[+-]/.test(each)),
    filters,
  };
  const { add, remove, ids } = settings;
  const option = given.find((each) => each.startsWith("--"));
  if (option !== undefined) {
    throw new CourantError(
      "USAGE_INVALID",
      `There is no option “${option}”. “+news” adds the tag “news”, “-news” removes it.`,
    );
  }
  if (add.length + remove.length === 0 || [...add, ...remove].includes("")) {
    throw new CourantError("USAGE_INVALID", "Name the tags: “+news” adds the tag “news”, “-news” removes it.");
  }
  if (ids.length > 0 === hasFilters(filters)) {
    throw new CourantError(
      "USAGE_INVALID",
      "Name the articles: either their ids, or conditions such as --search or --tag, which select articles.",
    );
  }
  return settings;
}

/** `courant article tag`: adds tags to articles and removes tags from them. */
export function tagCommand(config: Config, clock: Clock, settings: TagSettings, output: Output): Promise<boolean> {
  const { ids, filters } = settings;
  return withAdmin(config, clock, output, async (client) => {
    // The list is read to its end first: changed articles may no longer meet the conditions.
    const named = ids.length > 0 ? ids : (await Array.fromAsync(listArticles(client, filters))).map(({ id }) => id);
    const tagged: string[] = [];
    const failed: { id: string; error: string }[] = [];
    for (const id of named) {
      try {
        if (await tagArticle(client, id, settings)) tagged.push(id);
      } catch (error) {
        if (!(error instanceof CourantError) || !/^ARTICLE_|PRECONDITION/.test(error.code)) throw error;
        failed.push({ id, error: error.message });
        output.error(error.message);
      }
    }
    const unchanged = named.length - tagged.length - failed.length;
    if (output.json) output.result({ tagged, unchanged, failed });
    else output.line(`${tagged.length} tagged, ${unchanged} unchanged, ${failed.length} failed`);
    return failed.length === 0;
  });
}

/** Returns the tags of an article with some added and others removed. Spellings that count as the same tag are one. */
export function changeTags(tags: readonly string[], { add, remove }: Pick<TagSettings, "add" | "remove">): string[] {
  const term = (tag: string) => termOf("tag", tag);
  const kept = tags.filter((tag) => !remove.map(term).includes(term(tag)));
  const added = add.filter((tag) => !kept.map(term).includes(term(tag)));
  return [...kept, ...added.filter((tag, index) => added.findIndex((each) => term(each) === term(tag)) === index)];
}

/** @returns whether the tags of the article changed */
async function tagArticle(client: AdminClient, id: string, settings: TagSettings): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    const article = await client.call<Article>(articlePath(id));
    const { tags = [] } = article;
    const next = changeTags(tags, settings);
    if (next.length === tags.length && next.every((tag, index) => tag === tags[index])) return false;
    try {
      await client.call(articlePath(id), {
        method: "PATCH",
        headers: { "content-type": "application/merge-patch+json", "if-match": etagOf(article) },
        body: JSON.stringify({ tags: next.length > 0 ? next : null }),
      });
      return true;
    } catch (error) {
      const isChanged = error instanceof CourantError && error.code === "PRECONDITION_FAILED";
      if (!isChanged || tries === maxTries) throw error;
    }
  }
}
