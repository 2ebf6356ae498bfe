import type { Clock } from "../../clock.ts";
import type { NetworkCount, Subscriber, SubscriberStore } from "../subscribers.ts";
import { decodeCursor, encodeCursor, isTimePosition, type TimePosition } from "./cursor.ts";
import { atomically, createStore, type Engine, query, type Row, type SqlValue } from "./engine.ts";
import { markScrub } from "./scrub-mark.ts";

/**
 * Opens the store of subscribers: a row for each, and a row for each address that they have or had.
 * @param relaxed an engine that does not wait for the disk
 */
export function openSubscribers(
  engine: Engine,
  relaxed: Engine,
  { clock }: { clock: Pick<Clock, "now"> },
): SubscriberStore {
  const { dialect } = engine;
  const insert = query(
    `INSERT INTO private_subscribers (id, channel, name, selector, created)
     VALUES (:id, :channel, :name, :selector, :now) RETURNING *`,
  );
  const insertCredential = query(
    "INSERT INTO private_credentials (selector, hash, channel, subscriber) VALUES (:selector, :hash, :channel, :id)",
  );
  const findOne = query("SELECT * FROM private_subscribers WHERE id = ?");
  const listAll = query(
    `SELECT * FROM private_subscribers WHERE created < :created OR (created = :created AND id < :id)
     ORDER BY created DESC, id DESC LIMIT :limit`,
  );
  const listChannel = query(
    `SELECT * FROM private_subscribers WHERE ${dialect.isIn("channel", ":channels")} AND (created < :created OR (created = :created AND id < :id))
     ORDER BY created DESC, id DESC LIMIT :limit`,
  );
  const rotateOne = query(
    `UPDATE private_subscribers SET selector = :selector, rotated = :now, spread_day = NULL, spread_networks = NULL
     WHERE id = :id AND revoked IS NULL RETURNING *`,
  );
  const revokeOne = query(
    "UPDATE private_subscribers SET revoked = :now WHERE id = :id AND revoked IS NULL RETURNING *",
  );
  const endCredentials = query("UPDATE private_credentials SET ended = :now WHERE subscriber = :id AND ended IS NULL");
  const remove = query("DELETE FROM private_subscribers WHERE id = :id RETURNING *");
  const forget = query("UPDATE private_credentials SET subscriber = NULL WHERE subscriber = :id");
  const listSpread = query(
    `SELECT * FROM private_subscribers WHERE spread_day >= :from AND revoked IS NULL
     ORDER BY spread_day DESC, spread_networks DESC, id LIMIT :limit`,
  );
  const credentials = query("SELECT selector, hash, channel, ended FROM private_credentials");
  const noteUse = query(
    `UPDATE private_subscribers SET used_day = :day, used_networks = :networks WHERE selector = :selector
     AND (used_day IS NULL OR used_day < :day OR (used_day = :day AND used_networks < :networks))`,
  );
  const noteSpread = query(
    `UPDATE private_subscribers SET spread_day = :day, spread_networks = :networks WHERE selector = :selector
     AND (spread_day IS NULL OR spread_day < :day OR (spread_day = :day AND spread_networks < :networks))`,
  );

  const work = createStore<Omit<SubscriberStore, "noteUses">>(engine, {
    add: ({ id, channel, name }, { selector, hash }) =>
      atomically(function* () {
        const row = yield* insert.get({ id, channel, name, selector, now: clock.now() });
        yield* insertCredential.run({ selector, hash, channel, id });
        return toSubscriber(row ?? {});
      }),

    *find(id) {
      const row = yield* findOne.get(id);
      return row && toSubscriber(row);
    },

    *list({ channels, limit, cursor }) {
      const first: TimePosition = [Number.MAX_SAFE_INTEGER, ""];
      const [created, id] = cursor === undefined ? first : decodeCursor(isTimePosition, cursor);
      const page = { created, id, limit: limit + 1 };
      const rows = yield* channels === undefined
        ? listAll.all(page)
        : listChannel.all({ ...page, channels: JSON.stringify(channels) });
      const subscribers = rows.slice(0, limit).map(toSubscriber);
      const last = subscribers.at(-1);
      return { subscribers, next: rows.length > limit && last ? encodeCursor([last.created, last.id]) : undefined };
    },

    rotate: (id, { selector, hash }) =>
      atomically(function* () {
        const now = clock.now();
        const row = yield* rotateOne.get({ id, selector, now });
        if (!row) return undefined;
        const subscriber = toSubscriber(row);
        yield* endCredentials.run({ id, now });
        yield* insertCredential.run({ selector, hash, channel: subscriber.channel, id });
        return subscriber;
      }),

    revoke: (id) =>
      atomically(function* () {
        const now = clock.now();
        const row = yield* revokeOne.get({ id, now });
        if (row) yield* endCredentials.run({ id, now });
        return row && toSubscriber(row);
      }),

    purge: (id) =>
      atomically(function* () {
        const row = yield* remove.get({ id });
        if (!row) return undefined;
        yield* endCredentials.run({ id, now: clock.now() });
        yield* forget.run({ id });
        yield* markScrub.run();
        return toSubscriber(row);
      }),

    *listSpread(from, limit) {
      return (yield* listSpread.all({ from, limit })).map(toSubscriber);
    },

    *credentials() {
      return (yield* credentials.all()).map(({ selector, hash, channel, ended }) => ({
        selector: String(selector),
        hash: String(hash),
        channel: String(channel),
        isEnded: ended !== null,
      }));
    },
  });

  const relaxedWork = createStore<Pick<SubscriberStore, "noteUses">>(relaxed, {
    *noteUses(uses, spreadFrom) {
      if (uses.length === 0) return;
      yield* atomically(function* () {
        for (const { selector, day, networks } of uses) {
          yield* noteUse.run({ selector, day, networks });
          if (networks >= spreadFrom) yield* noteSpread.run({ selector, day, networks });
        }
      });
    },
  });
  return { ...work, ...relaxedWork };
}

function toSubscriber(row: Row): Subscriber {
  const { id, channel, name, selector, created, rotated, revoked } = row;
  const used = networkCount(row.used_day, row.used_networks);
  const spread = networkCount(row.spread_day, row.spread_networks);
  return {
    id: String(id),
    channel: String(channel),
    name: String(name),
    selector: String(selector),
    created: Number(created),
    ...(rotated != null && { rotated: Number(rotated) }),
    ...(revoked != null && { revoked: Number(revoked) }),
    ...(used && { used }),
    ...(spread && { spread }),
  };
}

function networkCount(day: SqlValue | undefined, networks: SqlValue | undefined): NetworkCount | undefined {
  return day == null ? undefined : { day: String(day), networks: Number(networks) };
}
