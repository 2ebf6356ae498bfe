import type { DatabaseSync } from "node:sqlite";
import {
  type AudienceReport,
  type AudienceStore,
  type HourCount,
  type ReaderCount,
  type RequestCount,
  readerColumns,
  type SubscriberCount,
  type SubscriberDay,
} from "../audience.ts";
import { transaction } from "../sqlite/transaction.ts";

const hourMs = 3_600_000;
const keptHours = 48;

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
  const addHour = database.prepare(
    `INSERT INTO request_hours (hour, channel, requests, unmodified) VALUES (:hour, :channel, :requests, :unmodified)
     ON CONFLICT DO UPDATE SET
       requests = request_hours.requests + excluded.requests, unmodified = request_hours.unmodified + excluded.unmodified`,
  );
  const pruneHours = database.prepare("DELETE FROM request_hours WHERE hour < ?");
  const addReaders = database.prepare(
    `INSERT INTO readers (day, product, client, ${readerColumns.join(", ")})
     VALUES (:day, :product, :client, ${readerColumns.map((name) => `:${name}`).join(", ")})
     ON CONFLICT DO UPDATE SET ${readerColumns.map((name) => `${name} = readers.${name} + excluded.${name}`).join(", ")}`,
  );
  const lastBatch = database.prepare("SELECT number FROM audience_batches WHERE serving = :serving");
  const recordBatch = database.prepare(
    `INSERT INTO audience_batches (serving, number, day) VALUES (:serving, :number, :day)
     ON CONFLICT DO UPDATE SET number = excluded.number, day = excluded.day`,
  );
  const prunes = ["requests", "subscribers", "readers", "audience_batches"].map((table) =>
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

  const hoursSince = database.prepare(
    "SELECT hour, channel, requests, unmodified FROM request_hours WHERE hour >= ? ORDER BY hour, channel",
  );
  const subscriberDaysIn = database.prepare(
    `SELECT day, aggregator, sum(subscribers) AS subscribers FROM subscribers ${inRange} GROUP BY day, aggregator`,
  );
  const readersIn = database.prepare(
    `SELECT product, client, ${readerColumns.map((name) => `sum(${name}) AS ${name}`).join(", ")}
     FROM readers WHERE day BETWEEN :from AND :to GROUP BY product, client ORDER BY sum(polls) DESC, product, client`,
  );

  return {
    async add(hour, { requests, subscribers, readers }, batch) {
      const day = hour.slice(0, 10);
      transaction(database, () => {
        if (batch) {
          const { serving, number } = batch;
          if (Number(lastBatch.get({ serving })?.number ?? 0) >= number) return;
          recordBatch.run({ serving, number, day });
        }
        for (const row of requests) addRequests.run({ day, ...row });
        for (const row of subscribers) addSubscribers.run({ day, ...row });
        for (const row of readers) addReaders.run({ day, ...row });
        for (const row of requests.filter(isPoll)) addHour.run({ hour, ...hourCountOf(row) });
        pruneHours.run(new Date(Date.parse(`${hour}:00Z`) - keptHours * hourMs).toISOString().slice(0, 13));
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

    async hours(from) {
      return hoursSince.all(from).map((row) => row as HourCount);
    },

    async subscriberDays({ from, to, channel = null }) {
      return subscriberDaysIn.all({ from, to, channel }).map((row) => row as SubscriberDay);
    },

    async readers({ from, to }) {
      return readersIn.all({ from, to }).map((row) => row as ReaderCount);
    },

    async prune(before) {
      return transaction(database, () => prunes.reduce((sum, prune) => sum + Number(prune.run(before).changes), 0));
    },
  };
}

function isPoll({ channel, format }: RequestCount): boolean {
  return channel !== "" && ["rss", "atom", "json"].includes(format);
}

function hourCountOf({ channel, requests, status }: RequestCount): Omit<HourCount, "hour"> {
  return { channel, requests, unmodified: status === 304 ? requests : 0 };
}
