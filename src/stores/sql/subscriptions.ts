import type { SubscriptionContext, SubscriptionStore, SubscriptionTerms } from "../subscriptions.ts";
import { atomically, createStore, type Engine, query, type Work } from "./engine.ts";
import { groupWrites } from "./group-writes.ts";
import { openJobWriter } from "./job-writer.ts";
import { openWebSubAnnouncements } from "./subscription-announcements.ts";
import { subscriptionOf } from "./subscription-row.ts";

type DurableCalls = Pick<SubscriptionStore, "count" | "find" | "remove" | "countTopics" | "listFailing">;

/** Many deliveries end within such a time where a topic has many thousands of subscribers. */
const groupWaitMs = 5;

/**
 * Opens the store of subscriptions: a row for each.
 * @param relaxed an engine for what may be lost in a power failure: then a state is delivered again
 */
export function openSubscriptions(engine: Engine, relaxed: Engine): SubscriptionStore {
  const find = query("SELECT * FROM subscriptions WHERE id = ?");
  const renew = query(
    `UPDATE subscriptions SET topic = :topic, callback = :callback, secret = :secret, expires = :expires, failures = 0,
       failing_since = NULL, error = NULL WHERE id = :id`,
  );
  const counts = query(
    `SELECT (SELECT count(*) FROM subscriptions) AS "inAll", (SELECT count(*) FROM subscriptions WHERE host = ?) AS "atHost"`,
  );
  const add = query(
    `INSERT INTO subscriptions (id, path, topic, callback, host, secret, created, expires, told, sent)
     VALUES (:id, :path, :topic, :callback, :host, :secret, :now, :expires, :present, :present)`,
  );
  const remove = query("DELETE FROM subscriptions WHERE id = ?");
  const recordDelivery = query(
    `UPDATE subscriptions SET sent = :sent, delivered = :at, failures = 0, failing_since = NULL, error = NULL
     WHERE id = :id`,
  );
  const recordFailure = query(
    `UPDATE subscriptions SET failures = failures + 1, failing_since = coalesce(failing_since, :at), error = :error
     WHERE id = :id`,
  );
  const countTopics = query(
    `SELECT path, count(*) AS subscribers, sum(CASE WHEN failures > 0 THEN 1 ELSE 0 END) AS failing FROM subscriptions WHERE expires > ?
     GROUP BY path ORDER BY subscribers DESC, path`,
  );
  const listFailing = query(
    "SELECT * FROM subscriptions WHERE failures > 0 AND expires > ? ORDER BY failing_since, id LIMIT ?",
  );

  const jobs = openJobWriter(engine);

  function* write(terms: SubscriptionTerms, { now, present, lane }: SubscriptionContext): Work<void> {
    yield* jobs.bringForward(lane, now);
    const { id, path, topic, callback, secret = null, expires } = terms;
    if ((yield* renew.run({ id, topic, callback, secret, expires })) === 1) return;
    const { host } = new URL(callback);
    yield* add.run({ id, path, topic, callback, host, secret, now, expires, present });
  }
  const recordTogether = groupWrites<{ id: string; sent: string; at: number }>(
    (deliveries) =>
      relaxed.do(
        atomically(function* () {
          for (const delivery of deliveries) yield* recordDelivery.run(delivery);
        }),
      ),
    groupWaitMs,
  );
  const saveTogether = groupWrites<Parameters<SubscriptionStore["save"]>>((group) =>
    engine.do(
      atomically(function* () {
        for (const each of group) yield* write(...each);
      }),
    ),
  );

  return {
    ...openWebSubAnnouncements(relaxed),
    save: (...given) => saveTogether(given),

    ...createStore<DurableCalls>(engine, {
      *count(host) {
        const row = yield* counts.get(host);
        return { inAll: Number(row?.inAll), atHost: Number(row?.atHost) };
      },

      *find(id) {
        const row = yield* find.get(id);
        return row && subscriptionOf(row);
      },

      *remove(id) {
        return (yield* remove.run(id)) === 1;
      },

      *countTopics(now) {
        const rows = yield* countTopics.all(now);
        return rows.map(({ path, subscribers, failing }) => ({
          path: String(path),
          subscribers: Number(subscribers),
          failing: Number(failing),
        }));
      },

      *listFailing(now, limit) {
        const rows = yield* listFailing.all(now, limit);
        return rows.map(subscriptionOf);
      },
    }),

    recordDelivery: (id, { sent, at }) => recordTogether({ id, sent, at }),

    ...createStore<Pick<SubscriptionStore, "recordFailure">>(relaxed, {
      *recordFailure(id, { error, at }) {
        yield* recordFailure.run({ id, error, at });
      },
    }),
  };
}
