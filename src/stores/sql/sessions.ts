import type { DatabaseSync } from "node:sqlite";
import type { SessionStore } from "../sessions.ts";

/**
 * Opens the store of browser sessions.
 * @param relaxed a connection that does not wait for the disk
 */
export function openSessions(database: DatabaseSync, relaxed: DatabaseSync): SessionStore {
  const insert = database.prepare(
    "INSERT INTO sessions (hash, token_hash, created, used) VALUES (:hash, :tokenHash, :created, :used)",
  );
  const findOne = database.prepare("SELECT * FROM sessions WHERE hash = ?");
  const use = relaxed.prepare("UPDATE sessions SET used = :at WHERE hash = :hash");
  const removeOne = database.prepare("DELETE FROM sessions WHERE hash = ?");
  const removeSome = database.prepare("DELETE FROM sessions WHERE token_hash = ?");
  const removeEarlier = database.prepare("DELETE FROM sessions WHERE created < :created OR used < :used");

  return {
    async add(hash, session) {
      insert.run({ hash, ...session });
    },

    async find(hash) {
      const row = findOne.get(hash);
      return row && { tokenHash: String(row.token_hash), created: Number(row.created), used: Number(row.used) };
    },

    async noteUse(hash, at) {
      use.run({ hash, at });
    },

    async remove(hash) {
      removeOne.run(hash);
    },

    async removeOf(tokenHash) {
      return Number(removeSome.run(tokenHash).changes);
    },

    async removeOld(before) {
      removeEarlier.run(before);
    },
  };
}
