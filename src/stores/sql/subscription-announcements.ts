import type { NewJob } from "../jobs.ts";
import type { SubscriptionStore, WebSubJobs } from "../subscriptions.ts";
import { atomically, createStore, type Engine, query, type Work } from "./engine.ts";
import { openJobWriter } from "./job-writer.ts";
import { subscriptionOf } from "./subscription-row.ts";

type Published = Parameters<SubscriptionStore["announce"]>[0];

/** Opens what compares the published documents with what subscribers and other hubs were told. */
export function openWebSubAnnouncements(engine: Engine): Pick<SubscriptionStore, "announce"> {
  const jobs = openJobWriter(engine);
  const findJobs = { subscribers: openSubscriberJobs(engine), hubs: openHubJobs() };

  return createStore<Pick<SubscriptionStore, "announce">>(engine, {
    announce: (published, made) =>
      atomically(function* () {
        const { found, hasMore } = yield* findJobs.subscribers(published, made);
        const hubs = yield* findJobs.hubs(published, made);
        const added = yield* jobs.add([...found, ...hubs]);
        return { added: added.length, hasMore };
      }),
  });
}

/** Finds what the subscribers of the own hub have to be told, and counts it as told. */
function openSubscriberJobs({ dialect }: Pick<Engine, "dialect">) {
  const expire = query("DELETE FROM subscriptions WHERE expires <= ?");
  const paths = query("SELECT DISTINCT path FROM subscriptions");
  const behind = query(
    `SELECT * FROM subscriptions WHERE path = :path AND told <> :sha256
     ORDER BY delivered NULLS FIRST, id LIMIT :limit`,
  );
  const tell = query(`UPDATE subscriptions SET told = :sha256 WHERE id IN (${dialect.texts(":ids")})`);
  const ofPath = query("SELECT * FROM subscriptions WHERE path = ?");
  const drop = query("DELETE FROM subscriptions WHERE path = ?");

  type Found = { found: NewJob[]; hasMore: boolean };

  return function* find({ documents, now, isHub, most }: Published, { deliver, deny }: WebSubJobs): Work<Found> {
    yield* expire.run(now);
    const found: NewJob[] = [];
    if (!isHub) return { found, hasMore: false };
    for (const row of yield* paths.all()) {
      const path = String(row.path);
      const sha256 = documents.get(path);
      if (sha256 === undefined) {
        for (const each of yield* ofPath.all(path)) found.push(deny(subscriptionOf(each)));
        yield* drop.run(path);
        continue;
      }
      const limit = most - found.length;
      if (limit <= 0) return { found, hasMore: true };
      const late = yield* behind.all({ path, sha256, limit });
      for (const each of late) found.push(deliver(subscriptionOf(each)));
      if (late.length > 0) yield* tell.run({ sha256, ids: JSON.stringify(late.map(({ id }) => id)) });
    }
    return { found, hasMore: found.length >= most };
  };
}

/** Finds what hubs elsewhere have to be told, and counts it as told. */
function openHubJobs() {
  const list = query("SELECT hub, path, told FROM hub_topics");
  const save = query(
    `INSERT INTO hub_topics (hub, path, told) VALUES (:hub, :path, :sha256)
     ON CONFLICT (hub, path) DO UPDATE SET told = :sha256`,
  );
  const drop = query("DELETE FROM hub_topics WHERE hub = :hub AND path = :path");

  return function* find({ documents, hubs }: Published, { ping }: WebSubJobs): Work<NewJob[]> {
    const known = new Map<string, string>();
    for (const { hub, path, told } of yield* list.all()) {
      if (hubs.includes(String(hub)) && documents.has(String(path))) known.set(`${hub} ${path}`, String(told));
      else yield* drop.run({ hub: String(hub), path: String(path) });
    }
    const found: NewJob[] = [];
    for (const hub of hubs) {
      for (const [path, sha256] of documents) {
        if (known.get(`${hub} ${path}`) === sha256) continue;
        yield* save.run({ hub, path, sha256 });
        found.push(ping(hub, path));
      }
    }
    return found;
  };
}
