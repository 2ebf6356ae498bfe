import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Clock } from "../../clock.ts";
import type { TokenRecord, TokenStore } from "../tokens.ts";

/**
 * Opens the store of tokens: a row for each, which stays when the token is revoked.
 * @param relaxed a connection that does not wait for the disk
 */
export function openTokens(
  database: DatabaseSync,
  relaxed: DatabaseSync,
  { clock }: { clock: Pick<Clock, "now"> },
): TokenStore {
  const insert = database.prepare(
    `INSERT INTO tokens (id, hash, name, scopes, per_minute, created, expires)
     VALUES (:id, :hash, :name, :scopes, :limit, :created, :expires) RETURNING *`,
  );
  const findOne = database.prepare("SELECT * FROM tokens WHERE hash = ? AND revoked IS NULL");
  const all = database.prepare("SELECT * FROM tokens WHERE revoked IS NULL ORDER BY created, id");
  const revokeOne = database.prepare("UPDATE tokens SET revoked = :now WHERE id = :id AND revoked IS NULL RETURNING *");
  const use = relaxed.prepare("UPDATE tokens SET used = :at WHERE id = :id");

  return {
    async add({ id, name, scopes, limit, expires }, hash) {
      const row = { id, hash, name, scopes: JSON.stringify(scopes), limit };
      return toRecord(insert.get({ ...row, created: clock.now(), expires: expires ?? null }) ?? {});
    },

    async find(hash) {
      const row = findOne.get(hash);
      return row && toRecord(row);
    },

    async list() {
      return all.all().map((row) => ({ ...toRecord(row), hash: String(row.hash) }));
    },

    async revoke(id) {
      const row = revokeOne.get({ id, now: clock.now() });
      return row && toRecord(row);
    },

    async noteUse(id, at) {
      use.run({ id, at });
    },
  };
}

function toRecord(row: Record<string, SQLOutputValue>): TokenRecord {
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
