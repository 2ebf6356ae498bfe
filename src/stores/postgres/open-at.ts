import type { ConfigurationStore } from "../nodes.ts";
import type { SqlStoreDeps } from "../sql/open.ts";
import { openSqlBuilderStores } from "../sql/open-builder.ts";
import type { BuilderStores, SearchStores, Stores } from "../stores.ts";
import { explainError } from "./clear-errors.ts";
import { openConfiguration } from "./configuration.ts";
import { connectTo } from "./connections.ts";
import { type Connections, createPostgresEngine } from "./engine.ts";
import { migrate } from "./migrations.ts";
import { openSearch } from "./open-search.ts";

/** The most connections of a process that publishes. Writers wait for each other in the database, so more bring little. */
const maxConnections = 8;

/** Connections that only renew the lease and look what changed, so that these never wait for other work. */
const maxWatchConnections = 2;

/**
 * How long a small read may take. A database that answers none in this time is taken for away, and connections to it for
 * broken: a machine that vanished says nothing.
 */
const answerTimeoutMs = 5_000;

/** How long the reads of a thread may take. */
const threadAnswerTimeoutMs = 10_000;

/** An idle connection that the server ended is replaced when it is needed. */
const onError = () => {};

/** @param url the address of a PostgreSQL database. @throws as `openPostgresStores` does */
export async function openDatabaseStores(url: string, deps: SqlStoreDeps): Promise<Stores> {
  const { openPostgresStores } = await import("./open.ts");
  const connections = connectTo(url, { maxConnections, onError });
  const onTimeout = connections.breakAll;
  const watch = connectTo(url, { maxConnections: maxWatchConnections, answerTimeoutMs, onError, onTimeout });
  try {
    const stores = await openPostgresStores(connections, deps, watch);
    return {
      ...stores,
      async close() {
        await watch.close();
        await stores.close();
      },
    };
  } catch (error) {
    await watch.close();
    await connections.close();
    throw error;
  }
}

/** Opens the configuration that nodes share, and nothing else. @throws as `openPostgresStores` does */
export async function openDatabaseConfiguration(
  url: string,
): Promise<{ configuration: ConfigurationStore; close(): Promise<void> }> {
  const connections = connectOfThread(url);
  try {
    await migrate(connections);
    return { configuration: openConfiguration(createPostgresEngine(connections)), close: connections.close };
  } catch (error) {
    await connections.close();
    throw explainError(error);
  }
}

/**
 * Opens the stores that a thread builds with, on connections of its own.
 * @param generation the generation of the lease without which the thread may write nothing
 */
export function openDatabaseBuilderStores(url: string, generation: number | undefined): BuilderStores {
  const engine = createPostgresEngine(connectOfThread(url), { fence: () => generation });
  return { ...openSqlBuilderStores(engine), searchIndex: openSearch(engine) };
}

/** Opens the stores that a thread searches with, on connections of its own. */
export function openDatabaseSearchStores(url: string): SearchStores {
  const connections = connectOfThread(url);
  return { ...openSearch(createPostgresEngine(connections)), close: connections.close };
}

/** The most connections of a thread: it does a few things at the same time (publish/workers.ts). */
const maxThreadConnections = 4;

function connectOfThread(url: string): Connections {
  return connectTo(url, { maxConnections: maxThreadConnections, answerTimeoutMs: threadAnswerTimeoutMs, onError });
}
