import type { DatabaseSync } from "node:sqlite";
import type { NewJob } from "../jobs.ts";
import { transaction } from "../sqlite/transaction.ts";
import type { SubscriptionStore, WebSubJobs } from "../subscriptions.ts";
import { openJobWriter } from "./job-writer.ts";
import { subscriptionOf } from "./subscription-row.ts";

type Published = Parameters<SubscriptionStore["announce"]>[0];

/** Opens what compares the published documents with what subscribers and other hubs were told. */
export function openWebSubAnnouncements(database: DatabaseSync): Pick<SubscriptionStore, "announce"> {
  const jobs = openJobWriter(database);
  const findJobs = { subscribers: openSubscriberJobs(database), hubs: openHubJobs(database) };

  return {
    async announce(published, made) {
      return transaction(database, () => {
        const all = [...findJobs.subscribers(published, made), ...findJobs.hubs(published, made)];
        return jobs.add(all).length;
      });
    },
  };
}

/** Finds what the subscribers of the own hub have to be told, and counts it as told. */
function openSubscriberJobs(database: DatabaseSync) {
  const expire = database.prepare("DELETE FROM subscriptions WHERE expires <= ?");
  const paths = database.prepare("SELECT DISTINCT path FROM subscriptions");
  const behind = database.prepare("SELECT * FROM subscriptions WHERE path = ? AND told <> ? ORDER BY delivered, id");
  const tell = database.prepare("UPDATE subscriptions SET told = :sha256 WHERE path = :path AND told <> :sha256");
  const ofPath = database.prepare("SELECT * FROM subscriptions WHERE path = ?");
  const drop = database.prepare("DELETE FROM subscriptions WHERE path = ?");

  return function find({ documents, now, isHub }: Published, { deliver, deny }: WebSubJobs): NewJob[] {
    expire.run(now);
    if (!isHub) return [];
    return paths.all().flatMap((row) => {
      const path = String(row.path);
      const sha256 = documents.get(path);
      if (sha256 === undefined) {
        const denied = ofPath.all(path).map((each) => deny(subscriptionOf(each)));
        drop.run(path);
        return denied;
      }
      const delivered = behind.all(path, sha256).map((each) => deliver(subscriptionOf(each)));
      if (delivered.length > 0) tell.run({ path, sha256 });
      return delivered;
    });
  };
}

/** Finds what hubs elsewhere have to be told, and counts it as told. */
function openHubJobs(database: DatabaseSync) {
  const list = database.prepare("SELECT hub, path, told FROM hub_topics");
  const save = database.prepare("INSERT OR REPLACE INTO hub_topics (hub, path, told) VALUES (:hub, :path, :sha256)");
  const drop = database.prepare("DELETE FROM hub_topics WHERE hub = :hub AND path = :path");

  return function find({ documents, hubs }: Published, { ping }: WebSubJobs): NewJob[] {
    const known = new Map<string, string>();
    for (const { hub, path, told } of list.all()) {
      if (hubs.includes(String(hub)) && documents.has(String(path))) known.set(`${hub} ${path}`, String(told));
      else drop.run({ hub: String(hub), path: String(path) });
    }
    return hubs.flatMap((hub) =>
      [...documents].flatMap(([path, sha256]) => {
        if (known.get(`${hub} ${path}`) === sha256) return [];
        save.run({ hub, path, sha256 });
        return [ping(hub, path)];
      }),
    );
  };
}
