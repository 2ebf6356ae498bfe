import { openErasures } from "../sql/erasures.ts";
import { openSqlStores, type SqlStoreDeps } from "../sql/open.ts";
import type { Stores } from "../stores.ts";
import { explainError } from "./clear-errors.ts";
import { openConfiguration } from "./configuration.ts";
import { findDamage } from "./damage.ts";
import { type Connections, createPostgresEngine } from "./engine.ts";
import { openLease } from "./lease.ts";
import { migrate } from "./migrations.ts";
import { openSearch } from "./open-search.ts";
import { openRunRequests } from "./run-requests.ts";
import { openScrubbing } from "./scrub.ts";
import { openSharedDocuments } from "./shared-documents.ts";
import { openSharedMedia } from "./shared-media.ts";
import { openSignals } from "./signals.ts";

/**
 * Opens the stores of a collection in a PostgreSQL database, and brings it to today's schema.
 * @param connections is closed with the stores
 * @param watch connections for what must not wait for other work; the caller closes others than the first
 * @throws COLLECTION_UNREADABLE when a newer Courant wrote it; COLLECTION_UNWRITABLE when the database does not answer
 */
export async function openPostgresStores(
  connections: Connections,
  deps: SqlStoreDeps,
  watch: Connections = connections,
): Promise<Stores> {
  let generation: number | undefined;
  const fence = () => generation;
  const engine = createPostgresEngine(connections, { fence });
  const relaxed = createPostgresEngine(connections, { fence, waits: "relaxed" });
  await migrate(connections).catch((error: unknown) => {
    throw explainError(error);
  });
  const stores = openSqlStores(engine, relaxed, deps);
  const { list, ...searchIndex } = openSearch(engine);
  return {
    ...stores,
    articles: { ...stores.articles, list: (query) => list(query, deps.clock.now()) },
    searchIndex,
    erasures: openErasures(engine, openScrubbing(engine, connections)),
    nodes: {
      // A lease is renewed also while another write goes on.
      lease: openLease(createPostgresEngine(watch, { waits: "briefly" }), (given) => {
        generation = given;
      }),
      signals: openSignals(createPostgresEngine(watch, { fence })),
      sharedDocuments: openSharedDocuments(engine),
      runRequests: openRunRequests(engine),
      sharedMedia: openSharedMedia(engine),
      configuration: openConfiguration(engine),
    },
    check: () => findDamage(engine),
    close: connections.close,
  };
}
