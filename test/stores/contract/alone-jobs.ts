import type { NewJob } from "../../../src/stores/jobs.ts";
import type { Stores } from "../../../src/stores/stores.ts";
import { start } from "../helpers.ts";
import { type OpenStores, type StoreContract, testContract } from "./contract.ts";

const job = (lane: string, more: Partial<NewJob> = {}): NewJob => ({
  kind: "websub.deliver",
  lane,
  host: `${lane}.example`,
  message: { id: `message of ${lane}`, type: "websub.deliver", body: "", created: start },
  due: start,
  alone: "keeps",
  ...more,
});

const request = { now: start, leaseUntil: start + 60_000, exceptHosts: [], roomOf: () => 4, limit: 100 };
const lanesOf = (jobs: readonly { lane: string }[]) => jobs.map(({ lane }) => lane);
const takeAll = (stores: Stores, more = {}) => stores.jobs.takeAlone({ ...request, ...more });

const aloneJobs: StoreContract = {
  async "a lane has one waiting job: a second stays away, or takes its place"(t, { stores }) {
    const other = { message: { ...job("a").message, id: "other", body: "later" } };
    t.equal((await stores.jobs.enqueue([job("a"), job("a", other), job("b")])).length, 2);
    await stores.jobs.enqueue([job("b", { ...other, alone: "replaces" })]);
    const taken = await takeAll(stores);
    t.match(taken, [
      { lane: "a", attempts: 1, message: { id: "message of a" } },
      { lane: "b", message: { body: "later" } },
    ]);
    t.equal(taken.length, 2);
    t.same(await takeAll(stores), []);
    t.equal((await stores.jobs.counts()).size, 0, "such lanes are not counted one by one");
  },

  async "several are taken together, as many of each host as it has room for"(t, { stores }) {
    const lanes = Array.from({ length: 9 }, (_, index) => `l${index}`);
    await stores.jobs.enqueue(lanes.map((lane, index) => job(lane, { host: index < 6 ? "one" : "two" })));
    t.same(lanesOf(await takeAll(stores)), ["l0", "l1", "l2", "l3", "l6", "l7", "l8"]);
    t.same(lanesOf(await takeAll(stores, { exceptHosts: ["one"] })), []);
    t.equal(await stores.jobs.nextDueAlone({ exceptHosts: [] }), start);
    t.equal(await stores.jobs.nextDueAlone({ exceptHosts: ["one"] }), start + 60_000, "when the first lease ends");
    t.same(lanesOf(await takeAll(stores, { limit: 1 })), ["l4"]);
  },

  async "a lane waits while a job of it is taken, and after it is forgotten the next is due"(t, { stores, reopen }) {
    await stores.jobs.enqueue([job("a")]);
    const [first] = await takeAll(stores);
    await stores.jobs.enqueue([job("a"), job("a")]);
    t.same(await takeAll(stores), []);
    if (first) await stores.jobs.forget({ ...first, attempts: 0 });
    t.same(await takeAll(stores), [], "another attempt is not this one");
    if (first) await stores.jobs.forget(first);
    t.same(lanesOf(await takeAll(stores)), ["a"]);
    t.same(await takeAll(stores), []);
    await stores.close();
    const again = await reopen();
    await again.jobs.releaseTaken(start);
    t.match(await takeAll(again), [{ lane: "a", attempts: 2 }], "the next process takes it at once");
  },

  async "a job that failed leaves one waiting job in its lane, whatever was added meanwhile"(t, { stores }) {
    const later = { message: { ...job("b").message, id: "later" } };
    await stores.jobs.enqueue([job("a"), job("b"), job("c")]);
    const taken = await takeAll(stores);
    await stores.jobs.enqueue([job("a"), job("b", { ...later, alone: "replaces" })]);
    const attempt = { attempted: start, durationMs: 1 };
    for (const each of taken) await stores.jobs.finish(each, { state: "waiting", due: start + 10, attempt });
    t.match(await takeAll(stores), [{ lane: "b", message: { id: "later" }, attempts: 1 }]);
    const next = await takeAll(stores, { now: start + 10 });
    t.same(lanesOf(next), ["a", "c"], "the same message keeps to its schedule");
    t.match(next, [{ attempts: 2 }, { attempts: 2 }]);
    await stores.jobs.enqueue([job("a")]);
    const [a] = next;
    if (a) await stores.jobs.finish({ ...a, attempts: 1 }, { state: "waiting", due: start, attempt });
    if (a) await stores.jobs.forget(a);
    t.same(lanesOf(await takeAll(stores)), ["a"], "an attempt that does not count removes nothing");
  },

  async "jobs in lanes and jobs that are alone do not see each other"(t, { stores }) {
    const { alone: _, ...inLane } = job("lane", { kind: "webhook" });
    await stores.jobs.enqueue([inLane, job("alone")]);
    const take = () => stores.jobs.take({ ...request, exceptLanes: [] });
    t.match([await take(), await take()], [{ lane: "lane" }, undefined]);
    t.same(lanesOf(await takeAll(stores)), ["alone"]);
    t.match(await stores.jobs.backlog(), { waiting: 2 });
  },
};

/** The contract of JobStore, as far as jobs are alone in their lanes. */
export function testAloneJobs(name: string, open: OpenStores): void {
  testContract(`${name}, jobs alone in their lanes`, aloneJobs, open);
}
