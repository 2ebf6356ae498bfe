import type { Connection } from "./engine.ts";

/** Returns the version of the schema of a database; 0 when it holds no collection. */
export async function versionIn({ query }: Pick<Connection, "query">): Promise<number> {
  const table = await query("SELECT to_regclass('schema_version') IS NOT NULL AS exists", [], false);
  if (table.rows[0]?.exists !== 1) return 0;
  const { rows } = await query("SELECT version FROM schema_version", [], false);
  return Number(rows[0]?.version);
}
