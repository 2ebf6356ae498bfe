import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import { readFormer } from "./restored.ts";
import { transaction } from "./transaction.ts";

type Row = Record<string, SQLOutputValue>;

/**
 * Joins the readers of private channels of a backup with those of the collection that it replaces, so that every address
 * works that worked, and none comes back that was rotated, revoked or purged in one of the two.
 * @param file a collection with today's schema
 * @param former the file of the collection that it replaces, which is read as far as possible
 */
export function keepSubscribers(file: string, former: string): void {
  const kept = readFormer(former, (database) => ({
    subscribers: database.prepare("SELECT * FROM private_subscribers").all(),
    credentials: database.prepare("SELECT * FROM private_credentials").all(),
  }));
  if (!kept) return;
  const database = new DatabaseSync(file, { timeout: 5000 });
  try {
    transaction(database, () => {
      const purged = joinCredentials(database, kept.credentials);
      joinSubscribers(database, kept.subscribers, purged);
    });
  } finally {
    database.close();
  }
}

/** Ends the addresses that have ended in one of the two. @returns the ids of subscribers that were purged in one of them */
function joinCredentials(database: DatabaseSync, former: readonly Row[]): Set<string> {
  const find = database.prepare("SELECT subscriber FROM private_credentials WHERE selector = ?");
  const add = database.prepare(
    `INSERT INTO private_credentials (selector, hash, channel, subscriber, ended)
     VALUES (:selector, :hash, :channel, :subscriber, :ended)
     ON CONFLICT (selector) DO UPDATE SET ended = coalesce(ended, excluded.ended)`,
  );
  const purged = new Set<string>();
  for (const { selector, hash, channel, subscriber, ended } of former) {
    const inBackup = find.get(selector ?? null);
    if (inBackup && (inBackup.subscriber === null || subscriber === null)) {
      purged.add(String(inBackup.subscriber ?? subscriber));
    }
    add.run({ selector, hash, channel, subscriber, ended } as Record<string, string | number | null>);
  }
  return purged;
}

/** Keeps the newer state of each subscriber, and forgets those that were purged. */
function joinSubscribers(database: DatabaseSync, former: readonly Row[], purged: ReadonlySet<string>): void {
  const add = database.prepare(
    `INSERT INTO private_subscribers
       (id, channel, name, selector, created, rotated, revoked, used_day, used_networks, spread_day, spread_networks)
     VALUES (:id, :channel, :name, :selector, :created, :rotated, :revoked, :used_day, :used_networks, :spread_day,
       :spread_networks)
     ON CONFLICT (id) DO UPDATE SET revoked = coalesce(private_subscribers.revoked, excluded.revoked)`,
  );
  const replace = database.prepare(
    `UPDATE private_subscribers SET selector = :selector, rotated = :rotated, used_day = :used_day,
       used_networks = :used_networks, spread_day = :spread_day, spread_networks = :spread_networks
     WHERE id = :id AND coalesce(:rotated, 0) >= coalesce(rotated, 0)`,
  );
  for (const row of former) {
    if (purged.has(String(row.id))) continue;
    add.run(row as Record<string, string | number | null>);
    const { channel: _, name: __, created: ___, revoked: ____, ...newer } = row;
    replace.run(newer as Record<string, string | number | null>);
  }
  const forget = database.prepare("DELETE FROM private_subscribers WHERE id = ?");
  const unlink = database.prepare("UPDATE private_credentials SET subscriber = NULL WHERE subscriber = ?");
  const end = database.prepare("UPDATE private_credentials SET ended = coalesce(ended, 0) WHERE subscriber IS NULL");
  for (const id of purged) {
    forget.run(id);
    unlink.run(id);
  }
  end.run();
}
