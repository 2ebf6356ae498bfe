import type { DatabaseSync } from "node:sqlite";
import { type ArchiveChain, emptyArchiveChain } from "../../channel/archives.ts";
import type { ArchiveStore } from "../archives.ts";

/** Opens the store of archives: a row of JSON for each channel. */
export function openArchives(database: DatabaseSync): ArchiveStore {
  const chain = database.prepare("SELECT body FROM archives WHERE channel = ?");
  const keepChain = database.prepare(
    "INSERT INTO archives (channel, body) VALUES (:channel, :body) ON CONFLICT (channel) DO UPDATE SET body = :body",
  );

  return {
    async find(channel) {
      const row = chain.get(channel);
      return row === undefined ? emptyArchiveChain : (JSON.parse(String(row.body)) as ArchiveChain);
    },

    async keep(channel, kept) {
      keepChain.run({ channel, body: JSON.stringify(kept) });
    },
  };
}
