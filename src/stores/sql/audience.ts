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
import type { GivenColumns } from "./dialect.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";

const hourMs = 3_600_000;
const keptHours = 48;

const documentColumns = { channel: "TEXT", format: "TEXT" } as const;
const requestColumns: GivenColumns = {
  ...documentColumns,
  status: "BIGINT",
  coding: "TEXT",
  client: "TEXT",
  requests: "BIGINT",
};
const subscriberColumns: GivenColumns = { ...documentColumns, aggregator: "TEXT", subscribers: "BIGINT" };
const readerRow: GivenColumns = {
  product: "TEXT",
  client: "TEXT",
  ...Object.fromEntries(readerColumns.map((name) => [name, "BIGINT" as const])),
};

/** Opens the store of the audience: rows for each day. */
export function openAudience(engine: Engine): AudienceStore {
  const { dialect } = engine;
  const addRequests = query(
    `INSERT INTO requests (day, channel, format, status, coding, client, requests)
     SELECT :day, channel, format, status, coding, client, sum(requests)
     FROM (${dialect.rows(":given", requestColumns)}) AS given GROUP BY channel, format, status, coding, client
     ON CONFLICT (day, channel, format, status, coding, client)
     DO UPDATE SET requests = requests.requests + excluded.requests`,
  );
  const addSubscribers = query(
    `INSERT INTO subscribers (day, channel, format, aggregator, subscribers)
     SELECT :day, channel, format, aggregator, max(subscribers)
     FROM (${dialect.rows(":given", subscriberColumns)}) AS given GROUP BY channel, format, aggregator
     ON CONFLICT (day, channel, format, aggregator) DO UPDATE SET subscribers = excluded.subscribers`,
  );
  const addHours = query(
    `INSERT INTO request_hours (hour, channel, requests, unmodified) SELECT :hour, channel, sum(requests),
       sum(CASE WHEN status = 304 THEN requests ELSE 0 END)
     FROM (${dialect.rows(":given", requestColumns)}) AS given
     WHERE channel <> '' AND format IN ('rss', 'atom', 'json') GROUP BY channel
     ON CONFLICT (hour, channel) DO UPDATE SET
       requests = request_hours.requests + excluded.requests, unmodified = request_hours.unmodified + excluded.unmodified`,
  );
  const pruneHours = query("DELETE FROM request_hours WHERE hour < ?");
  const numbers = readerColumns.map((name) => `"${name}"`);
  const sums = numbers.map((name) => `sum(${name}) AS ${name}`);
  const addReaders = query(
    `INSERT INTO readers (day, product, client, ${numbers.join(", ")})
     SELECT :day, product, client, ${sums.join(", ")}
     FROM (${dialect.rows(":given", readerRow)}) AS given GROUP BY product, client
     ON CONFLICT (day, product, client) DO UPDATE SET
       ${numbers.map((name) => `${name} = readers.${name} + excluded.${name}`).join(", ")}`,
  );
  const lastBatch = query("SELECT number FROM audience_batches WHERE serving = :serving");
  const recordBatch = query(
    `INSERT INTO audience_batches (serving, number, day) VALUES (:serving, :number, :day)
     ON CONFLICT (serving) DO UPDATE SET number = excluded.number, day = excluded.day`,
  );
  const prunes = ["requests", "subscribers", "readers", "audience_batches"].map((table) =>
    query(`DELETE FROM ${table} WHERE day < ?`),
  );
  const inRange = "WHERE day BETWEEN :from AND :to AND (CAST(:channel AS TEXT) IS NULL OR channel = :channel)";
  const requestsIn = query(
    `SELECT channel, format, status, coding, client, sum(requests) AS requests FROM requests ${inRange}
     GROUP BY channel, format, status, coding, client ORDER BY channel, format, status, coding, client`,
  );
  const subscribersIn = query(
    `SELECT channel, format, aggregator, subscribers FROM (
       SELECT max(day) AS day, channel, format, aggregator FROM subscribers ${inRange} GROUP BY channel, format, aggregator
     ) AS newest JOIN subscribers USING (day, channel, format, aggregator) ORDER BY channel, format, aggregator`,
  );
  const daysIn = query(
    `SELECT day, sum(requests) AS requests, sum(subscribers) AS subscribers FROM (
       SELECT day, requests, 0 AS subscribers FROM requests ${inRange}
       UNION ALL SELECT day, 0, subscribers FROM subscribers ${inRange}
     ) AS counts GROUP BY day ORDER BY day`,
  );

  const hoursSince = query(
    "SELECT hour, channel, requests, unmodified FROM request_hours WHERE hour >= ? ORDER BY hour, channel",
  );
  const subscriberDaysIn = query(
    `SELECT day, aggregator, sum(subscribers) AS subscribers FROM subscribers ${inRange} GROUP BY day, aggregator
     ORDER BY day, aggregator`,
  );
  const readersIn = query(
    `SELECT product, client, ${sums.join(", ")}
     FROM readers WHERE day BETWEEN :from AND :to GROUP BY product, client ORDER BY sum(polls) DESC, product, client`,
  );

  return createStore<AudienceStore>(engine, {
    add: (hour, { requests, subscribers, readers }, batch) =>
      atomically(function* () {
        const day = hour.slice(0, 10);
        if (batch) {
          const { serving, number } = batch;
          if (Number((yield* lastBatch.get({ serving }))?.number ?? 0) >= number) return;
          yield* recordBatch.run({ serving, number, day });
        }
        yield* addRequests.run({ day, given: JSON.stringify(requests) });
        yield* addSubscribers.run({ day, given: JSON.stringify(subscribers) });
        yield* addReaders.run({ day, given: JSON.stringify(readers) });
        yield* addHours.run({ hour, given: JSON.stringify(requests) });
        yield* pruneHours.run(new Date(Date.parse(`${hour}:00Z`) - keptHours * hourMs).toISOString().slice(0, 13));
      }),

    *report({ from, to, channel = null }) {
      const range = { from, to, channel };
      return {
        requests: (yield* requestsIn.all(range)) as RequestCount[],
        subscribers: (yield* subscribersIn.all(range)) as SubscriberCount[],
        days: (yield* daysIn.all(range)) as AudienceReport["days"][number][],
      };
    },

    *hours(from) {
      return (yield* hoursSince.all(from)) as HourCount[];
    },

    *subscriberDays({ from, to, channel = null }) {
      return (yield* subscriberDaysIn.all({ from, to, channel })) as SubscriberDay[];
    },

    *readers({ from, to }) {
      return (yield* readersIn.all({ from, to })) as ReaderCount[];
    },

    prune: (before) =>
      atomically(function* () {
        let pruned = 0;
        for (const prune of prunes) pruned += yield* prune.run(before);
        return pruned;
      }),
  });
}
