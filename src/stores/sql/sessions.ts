import type { SessionStore } from "../sessions.ts";
import { createStore, type Engine, query } from "./engine.ts";

/**
 * Opens the store of browser sessions.
 * @param relaxed an engine that does not wait for the disk
 */
export function openSessions(engine: Engine, relaxed: Engine): SessionStore {
  const insert = query(
    "INSERT INTO sessions (hash, token_hash, created, used) VALUES (:hash, :tokenHash, :created, :used)",
  );
  const findOne = query("SELECT * FROM sessions WHERE hash = ?");
  const use = query("UPDATE sessions SET used = :at WHERE hash = :hash");
  const removeOne = query("DELETE FROM sessions WHERE hash = ?");
  const removeSome = query("DELETE FROM sessions WHERE token_hash = ?");
  const removeEarlier = query("DELETE FROM sessions WHERE created < :created OR used < :used");

  return {
    ...createStore<Omit<SessionStore, "noteUse">>(engine, {
      *add(hash, session) {
        yield* insert.run({ hash, ...session });
      },

      *find(hash) {
        const row = yield* findOne.get(hash);
        return row && { tokenHash: String(row.token_hash), created: Number(row.created), used: Number(row.used) };
      },

      *remove(hash) {
        yield* removeOne.run(hash);
      },

      removeOf: (tokenHash) => removeSome.run(tokenHash),

      *removeOld(before) {
        yield* removeEarlier.run(before);
      },
    }),

    ...createStore<Pick<SessionStore, "noteUse">>(relaxed, {
      *noteUse(hash, at) {
        yield* use.run({ hash, at });
      },
    }),
  };
}
