import { DatabaseSync } from "node:sqlite";
import { openErasures } from "../sql/erasures.ts";
import { createSqliteEngine } from "./engine.ts";
import { readFormer } from "./restored.ts";
import { transaction } from "./transaction.ts";

/**
 * Erases the articles of a backup that were erased for good after it was made. Their uploaded files stay until the service
 * starts, which knows what uses them.
 * @param file a collection with today's schema
 * @param now in milliseconds since 1970
 */
export async function keepErased(file: string, former: string, now: number): Promise<void> {
  const hashes = readFormer(former, (database) => database.prepare("SELECT hash, page FROM erased").all());
  if (!hashes || hashes.length === 0) return;
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    transaction(database, () => {
      const remember = database.prepare("INSERT OR IGNORE INTO erased (hash, page) VALUES (:hash, :page)");
      for (const row of hashes) remember.run(row);
    });
    const erasures = openErasures(createSqliteEngine(database, file), { async eraseFromSearch() {}, async scrub() {} });
    const ids = database.prepare(
      "SELECT id FROM articles UNION SELECT id FROM drafts UNION SELECT article FROM revisions",
    );
    for (const { id } of ids.all()) {
      if (await erasures.isErased(String(id))) await erasures.begin(String(id), { now });
    }
  } finally {
    database.close();
  }
}
