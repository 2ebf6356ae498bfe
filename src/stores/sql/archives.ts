import { type ArchiveChain, emptyArchiveChain } from "../../channel/archives.ts";
import type { ArchiveStore } from "../archives.ts";
import { createStore, type Engine, query } from "./engine.ts";

/** Opens the store of archives: a row of JSON for each channel. */
export function openArchives(engine: Engine): ArchiveStore {
  const chain = query("SELECT body FROM archives WHERE channel = ?");
  const keepChain = query(
    "INSERT INTO archives (channel, body) VALUES (:channel, :body) ON CONFLICT (channel) DO UPDATE SET body = :body",
  );

  return createStore<ArchiveStore>(engine, {
    *find(channel) {
      const row = yield* chain.get(channel);
      return row === undefined ? emptyArchiveChain : (JSON.parse(String(row.body)) as ArchiveChain);
    },

    *keep(channel, kept) {
      yield* keepChain.run({ channel, body: JSON.stringify(kept) });
    },
  });
}
