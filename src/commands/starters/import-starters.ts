import { access } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  type ArticleOutcome,
  type ImportDeps,
  type ImportStores,
  importParts,
  leftOutOutcome,
} from "../../admin/import.ts";
import { countStarters, markAsStarters } from "../../admin/starters.ts";
import type { Config } from "../../config/schema.ts";
import { isUntouched } from "../../config/untouched.ts";
import { isLoopback } from "../../config/warnings.ts";
import { messageOf } from "../../errors.ts";
import { fetchSettings } from "../../fetch/settings.ts";
import type { ArticleStore } from "../../stores/articles.ts";
import type { Stores } from "../../stores/stores.ts";
import { findInputs } from "../import/inputs.ts";

/** The name that stands for a person in the revisions of starter articles. */
const startersWriter = "starters";

/** The number of starter articles in the collection that nobody has edited, and what went wrong in their import. */
export type StartersState = { present: number; problems: string[] };

/**
 * Imports the starter articles from the folder beside the configuration file, so that a first try shows something. It is a
 * first try when the collection has never held anything, nobody has changed the configuration, and BASE_URL names no
 * origin that others could reach.
 */
export async function importStarters(
  config: Config,
  deps: ImportDeps & { stores: Pick<Stores, "articles"> },
): Promise<StartersState> {
  const { stores } = deps;
  const problems = (await isFirstTry(config, stores.articles)) ? await importStarterFolder(config, deps) : [];
  return { present: await countStarters(stores.articles), problems };
}

async function isFirstTry({ environment }: Config, store: Pick<ArticleStore, "count">): Promise<boolean> {
  const { baseUrl, baseUrlIsDefault, configFile } = environment;
  if (!baseUrlIsDefault && !isLoopback(baseUrl)) return false;
  const { present, deleted } = await store.count();
  return present + deleted === 0 && isUntouched(configFile);
}

/** @returns the problems with articles; none if there is no folder, as in a container */
async function importStarterFolder(config: Config, { stores, ...deps }: ImportDeps): Promise<string[]> {
  const folder = join(dirname(config.environment.configFile), "starter");
  const exists = await access(folder).then(
    () => true,
    () => false,
  );
  const articles: ArticleOutcome[] = [];
  for (const { label, name, open } of exists
    ? await findInputs([folder], { fetchSettings: fetchSettings(config) })
    : []) {
    const options = { tags: [], baseUrl: config.site.url, origin: config.environment.baseUrl, frames: config.frames };
    const markingStores: ImportStores = {
      ...stores,
      articles: { put: (drafts, putOptions) => stores.articles.put(markAsStarters(drafts, name ?? label), putOptions) },
    };
    const input = await open();
    if ("reason" in input) articles.push(leftOutOutcome(input));
    else {
      const { chunks, ...description } = input;
      const reports = importParts(
        { ...deps, stores: markingStores },
        chunks,
        { ...description, by: startersWriter },
        options,
      );
      for await (const report of reports) articles.push(...report.articles);
    }
  }
  const rejected = articles.filter((article) => article.outcome === "rejected");
  return rejected.map(({ where, error }) => `starter article ${where}: ${error.detail}`);
}

/** The state of a node that leaves the starters to the one that publishes. */
export const noStarters: StartersState = { present: 0, problems: [] };

/**
 * The state to go on with after an error: a damaged collection or a full disk must not keep the feeds from being
 * served.
 */
export function reportStartersError(error: unknown): StartersState {
  return { present: 0, problems: [messageOf(error)] };
}
