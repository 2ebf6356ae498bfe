import type { Clock } from "../../clock.ts";
import type { TokenRecord, TokenStore } from "../tokens.ts";
import { createStore, type Engine, query, type Row } from "./engine.ts";

/**
 * Opens the store of tokens: a row for each, which stays when the token is revoked.
 * @param relaxed an engine that does not wait for the disk
 */
export function openTokens(engine: Engine, relaxed: Engine, { clock }: { clock: Pick<Clock, "now"> }): TokenStore {
  const insert = query(
    `INSERT INTO tokens (id, hash, name, scopes, per_minute, created, expires)
     VALUES (:id, :hash, :name, :scopes, :limit, :created, :expires) RETURNING *`,
  );
  const findOne = query("SELECT * FROM tokens WHERE hash = ? AND revoked IS NULL");
  const all = query("SELECT * FROM tokens WHERE revoked IS NULL ORDER BY created, id");
  const revokeOne = query("UPDATE tokens SET revoked = :now WHERE id = :id AND revoked IS NULL RETURNING *");
  const use = query("UPDATE tokens SET used = :at WHERE id = :id");

  return {
    ...createStore<Omit<TokenStore, "noteUse">>(engine, {
      *add({ id, name, scopes, limit, expires }, hash) {
        const row = { id, hash, name, scopes: JSON.stringify(scopes), limit };
        return toRecord((yield* insert.get({ ...row, created: clock.now(), expires: expires ?? null })) ?? {});
      },

      *find(hash) {
        const row = yield* findOne.get(hash);
        return row && toRecord(row);
      },

      *list() {
        const rows = yield* all.all();
        return rows.map((row) => ({ ...toRecord(row), hash: String(row.hash) }));
      },

      *revoke(id) {
        const row = yield* revokeOne.get({ id, now: clock.now() });
        return row && toRecord(row);
      },
    }),

    ...createStore<Pick<TokenStore, "noteUse">>(relaxed, {
      *noteUse(id, at) {
        yield* use.run({ id, at });
      },
    }),
  };
}

function toRecord(row: Row): TokenRecord {
  const { id, name, scopes, per_minute: limit, created, expires, used } = row;
  return {
    id: String(id),
    name: String(name),
    scopes: JSON.parse(String(scopes)),
    limit: Number(limit),
    created: Number(created),
    ...(expires !== null && { expires: Number(expires) }),
    ...(used !== null && { used: Number(used) }),
  };
}
