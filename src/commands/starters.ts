import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ImportedArticle, importArticles, leftOut } from "../admin/import.ts";
import type { Collection } from "../collection/collection.ts";
import type { Config } from "../config/schema.ts";
import { fetchingOf } from "../fetch/fetching.ts";
import { findInputs } from "./inputs.ts";

/** What became of the starter articles. */
export type Starters = { imported: number; problems: string[] };

/** The starter articles beside the configuration file, imported once, when the collection has never held anything. */
export async function importStarters(config: Config, collection: Collection): Promise<Starters> {
  const { present, deleted } = await collection.count();
  if (present + deleted > 0) return { imported: 0, problems: [] };
  const folder = join(dirname(config.environment.configFile), "starter");
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  const articles: ImportedArticle[] = [];
  for (const { read } of exists ? await findInputs([folder], { fetching: fetchingOf(config) }) : []) {
    const options = { tags: [], baseUrl: config.site.url, origin: config.environment.baseUrl };
    for await (const part of read()) {
      if (!("bytes" in part)) articles.push(leftOut(part));
      else articles.push(...(await importArticles(collection, part, options)).articles);
    }
  }
  const rejected = articles.filter((article) => article.outcome === "rejected");
  return {
    imported: articles.filter((article) => "id" in article).length,
    problems: rejected.map(({ where, error }) => `starter article ${where}: ${error.detail}`),
  };
}
