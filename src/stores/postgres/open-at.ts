import type { SqlStoreDeps } from "../sql/open.ts";
import { openSqlBuilderStores } from "../sql/open-builder.ts";
import type { BuilderStores, SearchStores, Stores } from "../stores.ts";
import { connectTo } from "./connections.ts";
import { type Connections, createPostgresEngine } from "./engine.ts";
import { openSearch } from "./open-search.ts";

/** The most connections of a process that publishes. Writers wait for each other in the database, so more bring little. */
const maxConnections = 8;

/** An idle connection that the server ended is replaced when it is needed. */
const onError = () => {};

/** @param url the address of a PostgreSQL database. @throws as `openPostgresStores` does */
export async function openDatabaseStores(url: string, deps: SqlStoreDeps): Promise<Stores> {
  const { openPostgresStores } = await import("./open.ts");
  const connections = connectTo(url, { maxConnections, onError });
  try {
    return await openPostgresStores(connections, deps);
  } catch (error) {
    await connections.close();
    throw error;
  }
}

/** Opens the stores that a thread builds with, on connections of its own. */
export function openDatabaseBuilderStores(url: string): BuilderStores {
  const engine = createPostgresEngine(connectToOne(url));
  return { ...openSqlBuilderStores(engine), searchIndex: openSearch(engine) };
}

/** Opens the stores that a thread searches with, on connections of its own. */
export function openDatabaseSearchStores(url: string): SearchStores {
  const connections = connectToOne(url);
  return { ...openSearch(createPostgresEngine(connections)), close: connections.close };
}

/** A thread does one thing after the other, but for what it reads at one moment. */
function connectToOne(url: string): Connections {
  return connectTo(url, { maxConnections: 2, onError });
}
