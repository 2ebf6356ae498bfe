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
import { openAudienceCounts } from "./audience-counts.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";

/** Opens the store of the audience: rows for each day. */
export function openAudience(engine: Engine): AudienceStore {
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
  const sums = readerColumns.map((name) => `sum("${name}") AS "${name}"`);
  const readersIn = query(
    `SELECT product, client, ${sums.join(", ")}
     FROM readers WHERE day BETWEEN :from AND :to GROUP BY product, client ORDER BY sum(polls) DESC, product, client`,
  );

  return {
    ...openAudienceCounts(engine),
    ...createStore<Omit<AudienceStore, "add">>(engine, {
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
    }),
  };
}
