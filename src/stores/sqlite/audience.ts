import type { DatabaseSync } from "node:sqlite";
import type { AudienceReport, AudienceStore, RequestCount, SubscriberCount } from "../audience.ts";
import { transaction } from "./transaction.ts";

/** Opens the store of the audience: rows for each day. */
export function openAudience(database: DatabaseSync): AudienceStore {
  const addRequests = database.prepare(
    `INSERT INTO requests (day, channel, format, status, coding, client, requests)
     VALUES (:day, :channel, :format, :status, :coding, :client, :requests)
     ON CONFLICT DO UPDATE SET requests = requests.requests + excluded.requests`,
  );
  const addSubscribers = database.prepare(
    `INSERT INTO subscribers (day, channel, format, aggregator, subscribers)
     VALUES (:day, :channel, :format, :aggregator, :subscribers)
     ON CONFLICT DO UPDATE SET subscribers = excluded.subscribers`,
  );
  const lastBatch = database.prepare("SELECT number FROM audience_batches WHERE serving = :serving");
  const recordBatch = database.prepare(
    `INSERT INTO audience_batches (serving, number, day) VALUES (:serving, :number, :day)
     ON CONFLICT DO UPDATE SET number = excluded.number, day = excluded.day`,
  );
  const prunes = ["requests", "subscribers", "audience_batches"].map((table) =>
    database.prepare(`DELETE FROM ${table} WHERE day < ?`),
  );
  const inRange = "WHERE day BETWEEN :from AND :to AND (:channel IS NULL OR channel = :channel)";
  const requestsIn = database.prepare(
    `SELECT channel, format, status, coding, client, sum(requests) AS requests FROM requests ${inRange}
     GROUP BY channel, format, status, coding, client`,
  );
  // SQLite takes the other columns from the row that has the maximum, https://www.sqlite.org/lang_select.html#bareagg
  const subscribersIn = database.prepare(
    `SELECT channel, format, aggregator, subscribers, max(day) FROM subscribers ${inRange}
     GROUP BY channel, format, aggregator`,
  );
  const daysIn = database.prepare(
    `SELECT day, sum(requests) AS requests, sum(subscribers) AS subscribers FROM (
       SELECT day, requests, 0 AS subscribers FROM requests ${inRange}
       UNION ALL SELECT day, 0, subscribers FROM subscribers ${inRange}
     ) GROUP BY day ORDER BY day`,
  );

  return {
    async add(day, { requests, subscribers }, batch) {
      transaction(database, () => {
        if (batch) {
          const { serving, number } = batch;
          if (Number(lastBatch.get({ serving })?.number ?? 0) >= number) return;
          recordBatch.run({ serving, number, day });
        }
        for (const row of requests) addRequests.run({ day, ...row });
        for (const row of subscribers) addSubscribers.run({ day, ...row });
      });
    },

    async report({ from, to, channel = null }) {
      const range = { from, to, channel };
      return {
        requests: requestsIn.all(range) as RequestCount[],
        subscribers: subscribersIn.all(range).map(({ "max(day)": _, ...said }) => said as SubscriberCount),
        days: daysIn.all(range).map((row) => row as AudienceReport["days"][number]),
      };
    },

    async prune(before) {
      return transaction(database, () => prunes.reduce((sum, prune) => sum + Number(prune.run(before).changes), 0));
    },
  };
}
