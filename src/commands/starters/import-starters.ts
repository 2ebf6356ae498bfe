import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ImportedArticle, importArticles, notImported } from "../../admin/import.ts";
import { asStarters, countStarters } from "../../admin/starters.ts";
import type { Collection } from "../../collection/collection.ts";
import type { Config } from "../../config/schema.ts";
import { isUntouched } from "../../config/untouched.ts";
import { isLoopback } from "../../config/warnings.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import { findInputs } from "../import/inputs.ts";

/** How many starter articles are in the collection that nobody has edited, and what could not be imported. */
export type Starters = { present: number; problems: string[] };

/**
 * Imports the starter articles beside the configuration file when this is a first try: the collection has never held
 * anything, nobody has changed the configuration, and BASE_URL names no origin that others could ask.
 */
export async function importStarters(config: Config, collection: Collection): Promise<Starters> {
  const problems = (await isFirstTry(config, collection)) ? await importFolder(config, collection) : [];
  return { present: await countStarters(collection), problems };
}

async function isFirstTry({ environment }: Config, collection: Collection): Promise<boolean> {
  const { baseUrl, baseUrlIsDefault, configFile } = environment;
  if (!baseUrlIsDefault && !isLoopback(baseUrl)) return false;
  const { present, deleted } = await collection.count();
  return present + deleted === 0 && isUntouched(configFile);
}

/** @returns what was wrong with articles; nothing is where there is no folder, as in a container */
async function importFolder(config: Config, collection: Collection): Promise<string[]> {
  const folder = join(dirname(config.environment.configFile), "starter");
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  const articles: ImportedArticle[] = [];
  for (const { label, name, read } of exists ? await findInputs([folder], { fetching: fetchSettings(config) }) : []) {
    const options = { tags: [], baseUrl: config.site.url, origin: config.environment.baseUrl };
    const marking: Pick<Collection, "put" | "remember"> = {
      ...collection,
      put: (drafts) => collection.put(asStarters(drafts, name ?? label)),
    };
    for await (const part of read()) {
      if (!("bytes" in part)) articles.push(notImported(part));
      else articles.push(...(await importArticles(marking, part, options)).articles);
    }
  }
  const rejected = articles.filter((article) => article.outcome === "rejected");
  return rejected.map(({ where, error }) => `starter article ${where}: ${error.detail}`);
}
