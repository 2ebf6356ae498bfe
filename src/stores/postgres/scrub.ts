import { type Engine, query } from "../sql/engine.ts";
import type { Scrubbing } from "../sql/erasures.ts";
import type { Connections } from "./engine.ts";

/** The tables that hold what people wrote. */
const tables = "articles, drafts, revisions, words, messages, kept_answers, audit, runs, documents, document_bytes";

/**
 * Removes what the rows of an erased article leave behind. A vacuum frees their room, and the server overwrites it as it
 * needs it; its log, its replicas and its backups keep them for as long as their owner says.
 */
export function openScrubbing(engine: Engine, connections: Connections): Scrubbing {
  const dropWords = query("DELETE FROM words WHERE article = ?");
  const dropBytes = query("DELETE FROM document_bytes WHERE unused IS NOT NULL");

  return {
    async eraseFromSearch(article) {
      await engine.do(dropWords.run(article));
    },

    async scrub() {
      await engine.do(dropBytes.run());
      const connection = await connections.connect();
      try {
        await connection.query(`VACUUM ${tables}`, [], false);
      } finally {
        connection.release();
      }
    },
  };
}
