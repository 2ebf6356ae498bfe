import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { Clock } from "../../clock.ts";
import { transaction } from "../sqlite/transaction.ts";
import type { NetworkCount, Subscriber, SubscriberStore } from "../subscribers.ts";
import { decodeCursor, encodeCursor, isTimePosition, type TimePosition } from "./cursor.ts";

/**
 * Opens the store of subscribers: a row for each, and a row for each address that they have or had.
 * @param relaxed a connection that does not wait for the disk
 */
export function openSubscribers(
  database: DatabaseSync,
  relaxed: DatabaseSync,
  { clock }: { clock: Pick<Clock, "now"> },
): SubscriberStore {
  const insert = database.prepare(
    `INSERT INTO private_subscribers (id, channel, name, selector, created)
     VALUES (:id, :channel, :name, :selector, :now) RETURNING *`,
  );
  const insertCredential = database.prepare(
    "INSERT INTO private_credentials (selector, hash, channel, subscriber) VALUES (:selector, :hash, :channel, :id)",
  );
  const findOne = database.prepare("SELECT * FROM private_subscribers WHERE id = ?");
  const listAll = database.prepare(
    `SELECT * FROM private_subscribers WHERE created < :created OR (created = :created AND id < :id)
     ORDER BY created DESC, id DESC LIMIT :limit`,
  );
  const listChannel = database.prepare(
    `SELECT * FROM private_subscribers WHERE channel = :channel AND (created < :created OR (created = :created AND id < :id))
     ORDER BY created DESC, id DESC LIMIT :limit`,
  );
  const rotateOne = database.prepare(
    `UPDATE private_subscribers SET selector = :selector, rotated = :now, spread_day = NULL, spread_networks = NULL
     WHERE id = :id AND revoked IS NULL RETURNING *`,
  );
  const revokeOne = database.prepare(
    "UPDATE private_subscribers SET revoked = :now WHERE id = :id AND revoked IS NULL RETURNING *",
  );
  const endCredentials = database.prepare(
    "UPDATE private_credentials SET ended = :now WHERE subscriber = :id AND ended IS NULL",
  );
  const remove = database.prepare("DELETE FROM private_subscribers WHERE id = :id RETURNING *");
  const forget = database.prepare("UPDATE private_credentials SET subscriber = NULL WHERE subscriber = :id");
  const listSpread = database.prepare(
    `SELECT * FROM private_subscribers WHERE spread_day >= :from AND revoked IS NULL
     ORDER BY spread_day DESC, spread_networks DESC, id LIMIT :limit`,
  );
  const credentials = database.prepare("SELECT selector, hash, channel, ended FROM private_credentials");
  const noteUse = relaxed.prepare(
    `UPDATE private_subscribers SET used_day = :day, used_networks = :networks WHERE selector = :selector
     AND (used_day IS NULL OR used_day < :day OR (used_day = :day AND used_networks < :networks))`,
  );
  const noteSpread = relaxed.prepare(
    `UPDATE private_subscribers SET spread_day = :day, spread_networks = :networks WHERE selector = :selector
     AND (spread_day IS NULL OR spread_day < :day OR (spread_day = :day AND spread_networks < :networks))`,
  );

  return {
    async add({ id, channel, name }, { selector, hash }) {
      return transaction(database, () => {
        const row = insert.get({ id, channel, name, selector, now: clock.now() });
        insertCredential.run({ selector, hash, channel, id });
        return toSubscriber(row ?? {});
      });
    },

    async find(id) {
      const row = findOne.get(id);
      return row && toSubscriber(row);
    },

    async list({ channel, limit, cursor }) {
      const first: TimePosition = [Number.MAX_SAFE_INTEGER, ""];
      const [created, id] = cursor === undefined ? first : decodeCursor(isTimePosition, cursor);
      const page = { created, id, limit: limit + 1 };
      const rows = channel === undefined ? listAll.all(page) : listChannel.all({ ...page, channel });
      const subscribers = rows.slice(0, limit).map(toSubscriber);
      const last = subscribers.at(-1);
      return { subscribers, next: rows.length > limit && last ? encodeCursor([last.created, last.id]) : undefined };
    },

    async rotate(id, { selector, hash }) {
      return transaction(database, () => {
        const now = clock.now();
        const row = rotateOne.get({ id, selector, now });
        if (!row) return undefined;
        const subscriber = toSubscriber(row);
        endCredentials.run({ id, now });
        insertCredential.run({ selector, hash, channel: subscriber.channel, id });
        return subscriber;
      });
    },

    async revoke(id) {
      return transaction(database, () => {
        const now = clock.now();
        const row = revokeOne.get({ id, now });
        if (row) endCredentials.run({ id, now });
        return row && toSubscriber(row);
      });
    },

    async purge(id) {
      return transaction(database, () => {
        const row = remove.get({ id });
        if (!row) return undefined;
        endCredentials.run({ id, now: clock.now() });
        forget.run({ id });
        return toSubscriber(row);
      });
    },

    async listSpread(from, limit) {
      return listSpread.all({ from, limit }).map(toSubscriber);
    },

    async credentials() {
      return credentials.all().map(({ selector, hash, channel, ended }) => ({
        selector: String(selector),
        hash: String(hash),
        channel: String(channel),
        isEnded: ended !== null,
      }));
    },

    async noteUses(uses, spreadFrom) {
      if (uses.length === 0) return;
      transaction(relaxed, () => {
        for (const { selector, day, networks } of uses) {
          noteUse.run({ selector, day, networks });
          if (networks >= spreadFrom) noteSpread.run({ selector, day, networks });
        }
      });
    },
  };
}

function toSubscriber(row: Record<string, SQLOutputValue>): Subscriber {
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

function networkCount(day: SQLOutputValue | undefined, networks: SQLOutputValue | undefined): NetworkCount | undefined {
  return day == null ? undefined : { day: String(day), networks: Number(networks) };
}
