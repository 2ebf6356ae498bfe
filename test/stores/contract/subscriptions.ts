import type { NewJob } from "../../../src/stores/jobs.ts";
import type { Stores } from "../../../src/stores/stores.ts";
import type { SubscriptionTerms, WebSubJobs } from "../../../src/stores/subscriptions.ts";
import { day, start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const terms = (id: string, more: Partial<SubscriptionTerms> = {}): SubscriptionTerms => ({
  id,
  path: "/feeds/news.rss",
  topic: "https://feeds.example/feeds/news.rss",
  callback: `https://reader.example/${id}`,
  expires: start + 10 * day,
  ...more,
});

const job = (what: string): NewJob => ({
  kind: "test",
  lane: what,
  host: "reader.example",
  message: { id: what, type: "test", body: "", created: start },
  due: start,
  alone: "keeps",
});

/** Subscribes while the document has a state. */
const save = ({ subscriptions }: Stores, given: SubscriptionTerms, present: string, now = start) =>
  subscriptions.save(given, { now, present, lane: `deliver ${given.id}` });

/** Announces documents. @returns what was added to the queue */
async function announce(
  { subscriptions }: Stores,
  documents: Record<string, string>,
  more: { now?: number; isHub?: boolean; hubs?: string[]; most?: number } = {},
): Promise<string[]> {
  const added: string[] = [];
  const note = (what: string) => {
    added.push(what);
    return job(what);
  };
  const jobs: WebSubJobs = {
    deliver: ({ id }) => note(`deliver ${id}`),
    deny: ({ id }) => note(`deny ${id}`),
    ping: (hub, path) => note(`ping ${hub} ${path}`),
  };
  const told = { now: start, isHub: true, hubs: [], most: 100, ...more };
  const { hasMore } = await subscriptions.announce({ documents: new Map(Object.entries(documents)), ...told }, jobs);
  if (hasMore) added.push("more");
  return added;
}

const news = "/feeds/news.rss";

const subscriptions: StoreContract = {
  async "subscribers are told once of each state that is later than theirs"(t, { stores, reopen }) {
    await save(stores, terms("a", { secret: "s" }), "1");
    t.same(await announce(stores, { [news]: "1" }), []);
    t.same(await announce(stores, { [news]: "2" }), ["deliver a"]);
    t.same(await announce(stores, { [news]: "2" }), []);
    await save(stores, terms("b"), "2");
    t.same(await announce(stores, { [news]: "3" }), ["deliver a", "deliver b"]);
    t.match(await stores.subscriptions.find("a"), { ...terms("a", { secret: "s" }), sent: "1", failures: 0 });
    await stores.close();
    const again = await reopen();
    t.same(await announce(again, { [news]: "3" }), [], "also after a restart");
  },

  async "many subscribers are told in parts, those first that wait for the longest time"(t, { stores }) {
    for (const id of ["a", "b", "c"]) await save(stores, terms(id), "1");
    await stores.subscriptions.recordDelivery("a", { sent: "1", at: start });
    t.same(await announce(stores, { [news]: "2" }, { most: 2 }), ["deliver b", "deliver c", "more"]);
    t.same(await announce(stores, { [news]: "2" }, { most: 2 }), ["deliver a"]);
    t.same(await announce(stores, { [news]: "2" }, { most: 2 }), []);
    t.same(await announce(stores, { [news]: "3" }, { most: 2 }), ["deliver b", "deliver c", "more"]);
    t.same(await announce(stores, { [news]: "4" }), ["deliver b", "deliver c", "deliver a"], "another state meanwhile");
    const deliveries = ["a", "b", "c"].map((id) =>
      stores.subscriptions.recordDelivery(id, { sent: "4", at: start + 1 }),
    );
    await Promise.all(deliveries);
    t.match(await stores.subscriptions.find("c"), { sent: "4", delivered: start + 1 }, "recorded together");
  },

  async "a renewal changes the terms, and what was told stays"(t, { stores }) {
    await save(stores, terms("a", { secret: "s" }), "1");
    await announce(stores, { [news]: "2" });
    await stores.subscriptions.recordFailure("a", { error: "it answered 500", at: start + 5 });
    await stores.subscriptions.recordFailure("a", { error: "it answered 502", at: start + 9 });
    const failing = { failures: 2, failingSince: start + 5, error: "it answered 502" };
    t.match(await stores.subscriptions.find("a"), failing);
    t.match(await stores.subscriptions.listFailing(start, 5), [{ id: "a", ...failing }]);
    t.same(await stores.subscriptions.countTopics(start), [{ path: news, subscribers: 1, failing: 1 }]);
    await save(stores, terms("a", { expires: start + 20 * day }), "9", start + day);
    const renewed = await stores.subscriptions.find("a");
    t.match(renewed, { created: start, expires: start + 20 * day, sent: "1", failures: 0, secret: undefined });
    await stores.subscriptions.recordDelivery("a", { sent: "2", at: start + 3 });
    t.match(await stores.subscriptions.find("a"), { sent: "2", delivered: start + 3 });
    t.same(await stores.subscriptions.count("reader.example"), { inAll: 1, atHost: 1 });
    t.same(await stores.subscriptions.count("other.example"), { inAll: 1, atHost: 0 });
  },

  async "a subscription makes the delivery due that waits in its lane, and no other"(t, { stores }) {
    const waiting = (lane: string) => ({ ...job(lane), due: start + day });
    await stores.jobs.enqueue(["deliver a", "deliver b", "verify a"].map(waiting));
    await save(stores, terms("a"), "1", start + 5);
    const none = { exceptHosts: [] };
    t.equal(await stores.jobs.nextDueAlone(none), start + 5);
    const take = { ...none, now: start + 5, leaseUntil: start + 9, roomOf: () => 9, limit: 9 };
    t.match(await stores.jobs.takeAlone(take), [{ lane: "deliver a" }]);
    await save(stores, terms("a"), "1", start + 6);
    t.equal(await stores.jobs.nextDueAlone(none), start + 9, "a job that is taken stays so");
    t.same(await stores.jobs.takeAlone({ ...take, now: start + 6 }), []);
  },

  async "what expired, ended or lost its topic is told no more"(t, { stores }) {
    for (const id of ["a", "b"]) await save(stores, terms(id), "1");
    await save(stores, terms("c", { expires: start + day }), "1");
    t.equal(await stores.subscriptions.remove("a"), true);
    t.equal(await stores.subscriptions.remove("a"), false);
    t.same(await announce(stores, { [news]: "2" }, { isHub: false }), [], "the hub is closed");
    t.same(await announce(stores, { [news]: "2" }, { now: start + day }), ["deliver b"]);
    t.equal(await stores.subscriptions.find("c"), undefined);
    t.same(await announce(stores, { "/feeds/other.rss": "1" }), ["deny b"]);
    t.same(await stores.subscriptions.countTopics(start), []);
  },

  async "hubs elsewhere are told of each document when it is new or changed"(t, { stores }) {
    const documents = { [news]: "1", "/feeds/news.atom": "2" };
    const hubs = ["https://hub.example/", "https://other.example/"];
    t.equal((await announce(stores, documents, { hubs })).length, 4);
    t.same(await announce(stores, documents, { hubs }), []);
    t.same(await announce(stores, { ...documents, [news]: "3" }, { hubs: hubs.slice(0, 1) }), [
      `ping ${hubs[0]} ${news}`,
    ]);
    t.equal((await announce(stores, { ...documents, [news]: "3" }, { hubs })).length, 2, "the other one anew");
  },
};

/** The contract of SubscriptionStore. */
export function testSubscriptionStore(name: string, open: OpenStores): void {
  testContract(`${name}, subscriptions`, subscriptions, open);
}
