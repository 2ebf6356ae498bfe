import { createHash } from "node:crypto";
import { t as suite, type Test } from "tap";
import type { NodeStores } from "../../src/stores/nodes.ts";
import { isQuick, slowTest as test } from "../slow.ts";
import { keep, start } from "./helpers.ts";
import { startPglite } from "./pglite.ts";
import { openTestStores } from "./postgres-helpers.ts";

const starting = isQuick ? undefined : startPglite();
suite.after(async () => (await starting)?.stop());

/** Opens the stores of two nodes over one database. */
async function openTwoNodes(t: Test) {
  const database = await (starting ?? startPglite());
  await database.empty();
  const opened = await openTestStores(t, () => database);
  const nodesOf = ({ nodes }: typeof opened.stores): NodeStores => {
    if (!nodes) throw new Error("the database has no stores for nodes");
    return nodes;
  };
  const other = await opened.reopen();
  return { one: nodesOf(opened.stores), other: nodesOf(other), stores: opened.stores, otherStores: other };
}

const bytesOf = (text: string) => {
  const bytes = Buffer.from(text);
  return { bytes, hash: createHash("sha256").update(bytes).digest("hex") };
};

async function* chunksOf(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text);
}

test("one node has the lease, until it ends or is given back", async (t) => {
  const { one, other } = await openTwoNodes(t);
  const lease = await one.lease.acquire("one", 60_000);
  t.match(lease, { holder: "one", generation: 1 });
  t.equal(await other.lease.acquire("other", 60_000), undefined);
  t.match(await other.lease.read(), { holder: "one", generation: 1 });
  if (!lease) return;
  t.equal(await one.lease.renew(lease, 0), true, "it ends at once");
  const next = await other.lease.acquire("other", 60_000);
  t.match(next, { holder: "other", generation: 2 });
  t.equal(await one.lease.renew(lease, 60_000), false, "the node before does not get it back by renewing");
  if (next) await other.lease.release(next);
  t.match(await one.lease.acquire("one", 60_000), { generation: 3 });
});

test("a node that has lost the lease can write nothing any more", async (t) => {
  const { one, other, stores, otherStores } = await openTwoNodes(t);
  const lease = await one.lease.acquire("one", 0);
  if (lease) one.lease.fence(lease);
  await keep(stores.articles, { id: "urn:x:1", title: "Before" });
  await other.lease.acquire("other", 60_000);
  const refused = { code: "PUBLISHING_UNAVAILABLE" };
  await t.rejects(keep(stores.articles, { id: "urn:x:1", title: "After" }), refused, "in a transaction");
  await t.rejects(stores.archives.keep("news", { archives: [], last: 1 } as never), refused, "in a single statement");
  await t.rejects(one.sharedDocuments.putBytes([bytesOf("x")]), refused);
  t.match(await stores.articles.find("urn:x:1"), { article: { title: "Before" } }, "it still reads");
  await keep(otherStores.articles, { id: "urn:x:2", title: "Other" });
});

test("documents are published with their bytes, and followed from any number on", async (t) => {
  const { one, other } = await openTwoNodes(t);
  const [a, b] = [bytesOf("<rss>a</rss>"), bytesOf("<rss>b</rss>")];
  const rest = { removed: [], unused: [], keys: { news: { key: "k1" } }, head: undefined };
  t.same(await one.sharedDocuments.findMissing([a.hash, b.hash]), new Set([a.hash, b.hash]));
  await one.sharedDocuments.putBytes([a, b]);
  t.same(await one.sharedDocuments.findMissing([a.hash, b.hash]), new Set());
  const head = { baseUrl: "https://x.example", gone: ["/feeds/old.rss"], moved: {}, state: { run: "r" } };
  await one.sharedDocuments.commit({ ...rest, entries: [{ path: "/feeds/a.rss", entry: '{"a":1}' }], head });
  await one.sharedDocuments.commit({ ...rest, entries: [{ path: "/feeds/b.rss", entry: '{"b":1}' }] });
  const all = await other.sharedDocuments.readChanges(0);
  t.match(all, { number: 2, head });
  t.same(all.entries, [
    { path: "/feeds/a.rss", entry: '{"a":1}' },
    { path: "/feeds/b.rss", entry: '{"b":1}' },
  ]);
  await one.sharedDocuments.commit({ ...rest, entries: [], removed: ["/feeds/a.rss"], unused: [a.hash] });
  t.same((await other.sharedDocuments.readChanges(2)).entries, [{ path: "/feeds/a.rss", entry: undefined }]);
  t.same(await other.sharedDocuments.readBytes([b.hash]), new Map([[b.hash, b.bytes]]));
  t.same(await other.sharedDocuments.readKeys(), { news: { key: "k1" } });
  await other.sharedDocuments.prune(60_000);
  t.same((await other.sharedDocuments.readBytes([a.hash])).get(a.hash), a.bytes, "for a node that is a little behind");
  const removed = { path: "/feeds/a.rss", entry: undefined };
  t.match((await other.sharedDocuments.readChanges(0)).entries, [removed, { path: "/feeds/b.rss" }]);
  await other.sharedDocuments.prune(0);
  t.same(await other.sharedDocuments.readBytes([a.hash]), new Map());
  t.match((await other.sharedDocuments.readChanges(0)).entries, [{ path: "/feeds/b.rss" }], "its note goes as well");
  await one.sharedDocuments.commit({ ...rest, entries: [{ path: "/feeds/a.rss", entry: '{"a":2}' }] });
  await other.sharedDocuments.prune(0);
  t.equal((await other.sharedDocuments.readChanges(0)).entries.length, 2, "a document that is back stays");
});

test("changes are signalled: of articles, tokens, readers, documents and what nodes say", async (t) => {
  const { one, other, stores } = await openTwoNodes(t);
  const read = async (topic: string) => (await other.signals.read()).get(topic) ?? 0;
  const before = await read("articles");
  await keep(stores.articles, { id: "urn:x:1", title: "One" });
  t.ok((await read("articles")) > before);
  t.equal(await read("jobs"), 0);
  await one.signals.raise("jobs");
  await one.signals.raise("jobs");
  t.equal(await read("jobs"), 2);
  await one.sharedDocuments.report("{}");
  t.equal(await read("report"), 1);
  t.equal(await other.sharedDocuments.readReport(), "{}");
});

test("a regeneration that is asked for is answered once, and again when its run was lost", async (t) => {
  const { one, other, stores } = await openTwoNodes(t);
  const request = { id: "q1", cause: "admin" as const, channels: ["news"], force: true, requested: start };
  await other.runRequests.add(request);
  t.same(await one.runRequests.listOpen(), [request]);
  await one.runRequests.answer("q1", "run-1");
  t.same(await one.runRequests.listOpen(), []);
  t.match(await other.runRequests.find("q1"), { run: "run-1" });
  await one.runRequests.reopen(0);
  t.same(await one.runRequests.listOpen(), [request], "no run with this id was ever recorded");
  await one.runRequests.answer("q1", "run-2");
  await stores.runs.record({ id: "run-2", requested: new Date(start).toISOString() } as never);
  await one.runRequests.reopen(0);
  t.same(await one.runRequests.listOpen(), []);
  await one.runRequests.reopen(start + 1);
  t.equal(await other.runRequests.find("q1"), undefined, "old ones are forgotten");
});

test("uploaded bytes are whole on every node, or not there", async (t) => {
  const { one, other } = await openTwoNodes(t);
  const large = "x".repeat(2_500_000);
  const read = async (name: string) => Buffer.concat(await Array.fromAsync(other.sharedMedia.read(name))).toString();
  await one.sharedMedia.put("aa", chunksOf(large, "end"));
  await one.sharedMedia.put("aa", chunksOf("another"));
  await one.sharedMedia.put("aa/small.webp", chunksOf("small"));
  t.equal(await read("aa"), `${large}end`);
  t.equal(await read("aa/small.webp"), "small");
  const broken = (async function* () {
    yield Buffer.from(large);
    throw new Error("the node died");
  })();
  await t.rejects(one.sharedMedia.put("bb", broken));
  t.equal(await read("bb"), "", "half a file is none");
  await other.sharedMedia.put("bb", chunksOf(`${large}${large}`));
  t.equal((await read("bb")).length, 5_000_000, "and does not keep the whole file from coming");
  await one.sharedMedia.setReaders("aa", ["friends"]);
  t.same(await other.sharedMedia.listReaders(), new Map([["aa", ["friends"]]]));
  await one.sharedMedia.setReaders("aa", undefined);
  t.same(await other.sharedMedia.listReaders(), new Map());
  await one.sharedMedia.remove("aa");
  t.equal(await read("aa"), "");
  t.equal(await read("aa/small.webp"), "");
});
