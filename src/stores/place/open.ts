import { noExclusiveRules } from "../../channel/exclusive-rules.ts";
import type { SqlStoreDeps } from "../sql/open.ts";
import type { BuilderStores, SearchStores, Stores } from "../stores.ts";

/*
 * Opens a collection wherever it is: at the path of an SQLite file, or at the address of a PostgreSQL database. Each kind of
 * database is loaded only where it is used.
 */

/** The path of a file, or `postgres://…`. */
export type CollectionPlace = string;

/** Tells whether a collection is in a PostgreSQL database. */
export function isPostgres(place: CollectionPlace): boolean {
  return /^postgres(?:ql)?:/.test(place);
}

/**
 * @param given.limits returns how many records are kept now; without it, writing a record removes no other
 * @param given.exclusive returns how exclusive channels keep articles from the public now; without it, none does
 * @throws COLLECTION_UNREADABLE, COLLECTION_UNWRITABLE as the stores of each database say
 */
export async function openStores(
  place: CollectionPlace,
  given: Pick<SqlStoreDeps, "clock" | "newId"> & Partial<SqlStoreDeps>,
): Promise<Stores> {
  const deps = { limits: () => undefined, exclusive: () => noExclusiveRules, ...given };
  if (!isPostgres(place)) return (await import("../sqlite/open.ts")).openStores(place, deps);
  const { openDatabaseStores } = await import("../postgres/open-at.ts");
  return openDatabaseStores(place, deps);
}

/**
 * Opens the stores that building documents needs.
 * @param generation of the lease, in a database of several nodes: when another node publishes, nothing is written any more
 */
export async function openBuilderStores(place: CollectionPlace, generation?: number): Promise<BuilderStores> {
  if (!isPostgres(place)) return (await import("../sqlite/open-builder.ts")).openBuilderStores(place);
  const { openDatabaseBuilderStores } = await import("../postgres/open-at.ts");
  return openDatabaseBuilderStores(place, generation);
}

/** Opens the index of words, and the searches in it. */
export async function openSearchStores(place: CollectionPlace): Promise<SearchStores> {
  if (!isPostgres(place)) return (await import("../sqlite/open-search.ts")).openSearchStores(place);
  const { openDatabaseSearchStores } = await import("../postgres/open-at.ts");
  return openDatabaseSearchStores(place);
}
