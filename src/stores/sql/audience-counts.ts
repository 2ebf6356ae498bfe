import { type AudienceStore, readerColumns } from "../audience.ts";
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

/** Opens the part of the store of the audience that adds counts to those of the day and the hour. */
export function openAudienceCounts(engine: Engine): Pick<AudienceStore, "add"> {
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

  return createStore<Pick<AudienceStore, "add">>(engine, {
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
  });
}
