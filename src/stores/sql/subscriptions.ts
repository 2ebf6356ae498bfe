import type { DatabaseSync } from "node:sqlite";
import { transaction } from "../sqlite/transaction.ts";
import type { SubscriptionStore, SubscriptionTerms } from "../subscriptions.ts";
import { groupWrites } from "./group-writes.ts";
import { openWebSubAnnouncements } from "./subscription-announcements.ts";
import { subscriptionOf } from "./subscription-row.ts";

/**
 * Opens the store of subscriptions: a row for each.
 * @param relaxed a connection for what may be lost in a power failure: then a state is delivered again
 */
export function openSubscriptions(database: DatabaseSync, relaxed: DatabaseSync): SubscriptionStore {
  const find = database.prepare("SELECT * FROM subscriptions WHERE id = ?");
  const renew = database.prepare(
    `UPDATE subscriptions SET topic = :topic, callback = :callback, secret = :secret, expires = :expires, failures = 0,
       failing_since = NULL, error = NULL WHERE id = :id`,
  );
  const counts = database.prepare(
    `SELECT (SELECT count(*) FROM subscriptions) AS inAll, (SELECT count(*) FROM subscriptions WHERE host = ?) AS atHost`,
  );
  const add = database.prepare(
    `INSERT INTO subscriptions (id, path, topic, callback, host, secret, created, expires, told, sent)
     VALUES (:id, :path, :topic, :callback, :host, :secret, :now, :expires, :present, :present)`,
  );
  const remove = database.prepare("DELETE FROM subscriptions WHERE id = ?");
  const recordDelivery = relaxed.prepare(
    `UPDATE subscriptions SET sent = :sent, delivered = :at, failures = 0, failing_since = NULL, error = NULL
     WHERE id = :id`,
  );
  const recordFailure = relaxed.prepare(
    `UPDATE subscriptions SET failures = failures + 1, failing_since = coalesce(failing_since, :at), error = :error
     WHERE id = :id`,
  );
  const countTopics = database.prepare(
    `SELECT path, count(*) AS subscribers, sum(failures > 0) AS failing FROM subscriptions WHERE expires > ?
     GROUP BY path ORDER BY subscribers DESC, path`,
  );
  const listFailing = database.prepare(
    "SELECT * FROM subscriptions WHERE failures > 0 AND expires > ? ORDER BY failing_since, id LIMIT ?",
  );

  const write = (terms: SubscriptionTerms, { now, present }: { now: number; present: string }) => {
    const { id, path, topic, callback, secret = null, expires } = terms;
    if (renew.run({ id, topic, callback, secret, expires }).changes === 1) return;
    const { host } = new URL(callback);
    add.run({ id, path, topic, callback, host, secret, now, expires, present });
  };
  const saveTogether = groupWrites<Parameters<SubscriptionStore["save"]>>((group) =>
    transaction(database, () => {
      for (const each of group) write(...each);
    }),
  );

  return {
    ...openWebSubAnnouncements(relaxed),
    save: (...given) => saveTogether(given),

    async count(host) {
      const row = counts.get(host);
      return { inAll: Number(row?.inAll), atHost: Number(row?.atHost) };
    },

    async find(id) {
      const row = find.get(id);
      return row && subscriptionOf(row);
    },

    async remove(id) {
      return remove.run(id).changes === 1;
    },

    async recordDelivery(id, { sent, at }) {
      recordDelivery.run({ id, sent, at });
    },

    async recordFailure(id, { error, at }) {
      recordFailure.run({ id, error, at });
    },

    async countTopics(now) {
      return countTopics.all(now).map(({ path, subscribers, failing }) => ({
        path: String(path),
        subscribers: Number(subscribers),
        failing: Number(failing),
      }));
    },

    async listFailing(now, limit) {
      return listFailing.all(now, limit).map(subscriptionOf);
    },
  };
}
