import { DatabaseSync } from "node:sqlite";
import { noExclusiveRules } from "../../channel/exclusive-rules.ts";
import type { ArticleStore } from "../articles.ts";
import { openErasures } from "../sql/erasures.ts";
import { openSqlStores, type SqlStoreDeps } from "../sql/open.ts";
import type { Stores } from "../stores.ts";
import { listPage } from "./article-list.ts";
import { withClearErrors } from "./clear-errors.ts";
import { findDamage } from "./damage.ts";
import { openDatabase } from "./database.ts";
import { createSqliteEngine } from "./engine.ts";
import { scrubDatabase } from "./scrub.ts";
import { eraseFromSearch, openSearchFile, scrubSearchFile } from "./search-file.ts";
import { openSearchIndex } from "./search-index.ts";

/*
 * The stores in one SQLite file. Each store has a file of its own here, which prepares its statements when it is opened;
 * migrations.ts holds the tables. Beside this folder, only the locks of `commands/workspace` use SQLite.
 */

/**
 * Opens the stores of a collection in an SQLite file, which is created when it does not exist; its directory must exist.
 * Several processes may have it open: a writer waits up to five seconds for another.
 * @param given.newId makes the id of an article that comes without an id and URL
 * @param given.limits returns how many records are kept now; without it, writing a record removes no other
 * @param given.exclusive returns how exclusive channels keep articles from the public now; without it, none does
 * @throws COLLECTION_UNREADABLE when the file is damaged, is no collection, or was written by a newer Courant. Calls of the
 *   stores throw the same when they meet damage, and DISK_FULL or COLLECTION_UNWRITABLE when the disk refuses a write
 */
export async function openStores(
  file: string,
  {
    limits = () => undefined,
    exclusive = () => noExclusiveRules,
    ...given
  }: Pick<SqlStoreDeps, "clock" | "newId"> & Partial<Pick<SqlStoreDeps, "limits" | "exclusive">>,
): Promise<Stores> {
  const { clock } = given;
  const database = openDatabase(file);
  const relaxed = openRelaxed(file);
  const searchFile = openSearchFile(file);
  const engine = createSqliteEngine(database, file);
  const stores = openSqlStores(engine, createSqliteEngine(relaxed, file), { ...given, limits, exclusive });
  const erasures = openErasures(engine, {
    eraseFromSearch: async (article) => searchFile.use((index) => eraseFromSearch(index, article)),
    async scrub() {
      searchFile.use(scrubSearchFile);
      scrubDatabase(database);
    },
  });
  const clear = <Store extends object>(store: Store) => withClearErrors(store, file);
  const list: ArticleStore["list"] = async (query) =>
    query.search
      ? searchFile.use((searching) => listPage(searching, query, clock.now()))
      : listPage(database, query, clock.now());
  return {
    ...stores,
    articles: { ...stores.articles, ...clear({ list }) },
    searchIndex: clear(openSearchIndex(searchFile)),
    erasures: clear(erasures),
    ...clear({
      check: async () => findDamage(database),
      async close() {
        searchFile.close();
        relaxed.close();
        database.close();
      },
    }),
  };
}

/**
 * Opens a connection for stores that may lose their last changes in a power failure: a write does not wait for the
 * disk.
 */
function openRelaxed(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec("PRAGMA synchronous = NORMAL");
  return database;
}
