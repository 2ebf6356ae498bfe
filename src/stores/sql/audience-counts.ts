import {
  type AudienceStore,
  type HourCount,
  type ReaderCount,
  type RequestCount,
  readerColumns,
  type SubscriberCount,
} from "../audience.ts";
import type { Dialect, GivenColumns } from "./dialect.ts";
import { atomically, createStore, type Engine, query } from "./engine.ts";
import { insertRows } from "./insert-rows.ts";

const hourMs = 3_600_000;
const keptHours = 48;

/** Opens the part of the store of the audience that adds counts to those of the day and the hour. */
export function openAudienceCounts(engine: Engine): Pick<AudienceStore, "add"> {
  const insert = openInserts(engine.dialect);
  const pruneHours = query("DELETE FROM request_hours WHERE hour < ?");
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
        yield* insert.requests(combine(requests, requestKey, addRequests).map((row) => ({ ...row, day })));
        yield* insert.subscribers(combine(subscribers, subscriberKey, keepLast).map((row) => ({ ...row, day })));
        yield* insert.readers(combine(readers, readerKey, addReaders).map((row) => ({ ...row, day })));
        const hours = requests.filter(isPoll).map((row) => hourCountOf(row, hour));
        yield* insert.hours(combine(hours, ({ channel }) => channel, addHours));
        yield* pruneHours.run(new Date(Date.parse(`${hour}:00Z`) - keptHours * hourMs).toISOString().slice(0, 13));
      }),
  });
}

const documentColumns = { channel: "TEXT", format: "TEXT" } as const;
const requestColumns = { day: "TEXT", ...documentColumns, status: "BIGINT", coding: "TEXT", client: "TEXT" } as const;
const subscriberColumns = { day: "TEXT", ...documentColumns, aggregator: "TEXT", subscribers: "BIGINT" } as const;
const hourColumns = { hour: "TEXT", channel: "TEXT", requests: "BIGINT", unmodified: "BIGINT" } as const;
const numberColumns: GivenColumns = Object.fromEntries(readerColumns.map((name) => [name, "BIGINT" as const]));

function openInserts(dialect: Dialect) {
  const sums = readerColumns.map((name) => `"${name}" = readers."${name}" + excluded."${name}"`);
  return {
    requests: insertRows(
      dialect,
      "requests",
      { ...requestColumns, requests: "BIGINT" },
      `ON CONFLICT (${Object.keys(requestColumns)}) DO UPDATE SET requests = requests.requests + excluded.requests`,
    ),
    subscribers: insertRows(
      dialect,
      "subscribers",
      subscriberColumns,
      "ON CONFLICT (day, channel, format, aggregator) DO UPDATE SET subscribers = excluded.subscribers",
    ),
    readers: insertRows(
      dialect,
      "readers",
      { day: "TEXT", product: "TEXT", client: "TEXT", ...numberColumns },
      `ON CONFLICT (day, product, client) DO UPDATE SET ${sums.join(", ")}`,
    ),
    hours: insertRows(
      dialect,
      "request_hours",
      hourColumns,
      `ON CONFLICT (hour, channel) DO UPDATE SET requests = request_hours.requests + excluded.requests,
         unmodified = request_hours.unmodified + excluded.unmodified`,
    ),
  };
}

/** Makes one count of those with the same key. */
function combine<Count>(
  counts: readonly Count[],
  keyOf: (count: Count) => string,
  add: (one: Count, other: Count) => Count,
): Count[] {
  const combined = new Map<string, Count>();
  for (const count of counts) {
    const key = keyOf(count);
    const before = combined.get(key);
    combined.set(key, before === undefined ? count : add(before, count));
  }
  return [...combined.values()];
}

const requestKey = ({ channel, format, status, coding, client }: RequestCount) =>
  [channel, format, status, coding, client].join("\n");

const subscriberKey = ({ channel, format, aggregator }: SubscriberCount) => [channel, format, aggregator].join("\n");

const readerKey = ({ product, client }: ReaderCount) => `${product}\n${client}`;

const addRequests = (one: RequestCount, { requests }: RequestCount): RequestCount => ({
  ...one,
  requests: one.requests + requests,
});

const keepLast = (_: SubscriberCount, last: SubscriberCount): SubscriberCount => last;

function addReaders(one: ReaderCount, other: ReaderCount): ReaderCount {
  const sum = { ...one };
  for (const name of readerColumns) sum[name] += other[name];
  return sum;
}

const addHours = (one: HourCount, { requests, unmodified }: HourCount): HourCount => ({
  ...one,
  requests: one.requests + requests,
  unmodified: one.unmodified + unmodified,
});

function isPoll({ channel, format }: RequestCount): boolean {
  return channel !== "" && ["rss", "atom", "json"].includes(format);
}

function hourCountOf({ channel, requests, status }: RequestCount, hour: string): HourCount {
  return { hour, channel, requests, unmodified: status === 304 ? requests : 0 };
}
