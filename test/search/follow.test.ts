import { join } from "node:path";
import { type Test, test } from "tap";
import { parseSearch } from "../../src/article/search-query.ts";
import { systemClock } from "../../src/clock.ts";
import { followCollection } from "../../src/search/follow.ts";
import { startIndexThread } from "../../src/search/thread.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { searchHere } from "../search-here.ts";
import { until } from "../until.ts";

async function collection(t: Test) {
  const file = join(t.testdir(), "courant.sqlite");
  const stores = await openStores(file, { clock: systemClock, newId: () => "urn:x" });
  t.teardown(() => stores.close());
  const put = (count: number, text: string) =>
    stores.articles.put(
      Array.from({ length: count }, (_, index) => ({
        draft: { id: `${text} ${index}`, content_text: text },
        names: [],
      })),
    );
  const count = async (q: string) =>
    (await stores.articles.list({ limit: 500, search: parseSearch(q) })).articles.length;
  return { file, stores, put, count };
}

const fail = (error: unknown) => {
  throw error;
};

test("a search takes a few articles in itself, and leaves many to the thread", async (t) => {
  const { file, stores, put, count } = await collection(t);
  const runs: Promise<void>[] = [];
  const here = searchHere(file);
  const thread = {
    ...here,
    run() {
      runs.push(here.run());
      return Promise.resolve(runs.at(-1));
    },
  };
  const search = followCollection(stores.searchIndex, { thread, clock: systemClock, onError: fail });
  t.teardown(search.stop);
  await put(3, "few");
  t.equal(await search.catchUp(), 0);
  t.equal(runs.length, 0);
  t.equal(await count("few"), 3);
  await put(30, "many");
  t.equal(await search.catchUp(), 0);
  t.equal(runs.length, 1);
  t.equal(await count("many"), 30);
});

test("a search says how far the index is when the thread is slow or fails, and starts it again", async (t) => {
  const { file, stores, put } = await collection(t);
  const errors: unknown[] = [];
  const here = searchHere(file);
  const slow = Promise.withResolvers<void>();
  let run = () => slow.promise;
  const thread = { close: here.close, run: () => run() };
  const after = (_: number, callback: () => void) => {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  };
  const clock = { ...systemClock, after };
  const search = followCollection(stores.searchIndex, { thread, clock, onError: (error) => errors.push(error) });
  await put(30, "many");
  t.equal(await search.catchUp(), 30);
  slow.reject(new Error("the disk is full"));
  await until(() => errors.length > 0);
  t.match(errors, [{ message: "the disk is full" }]);
  run = here.run;
  await until(async () => (await search.catchUp()) === 0);
  await search.stop();
});

test("the thread follows after changes, and its index survives when it is ended in the middle", async (t) => {
  const { file, stores, put, count } = await collection(t);
  const thread = startIndexThread(file);
  const search = followCollection(stores.searchIndex, { thread, clock: systemClock, onError: fail });
  await put(400, "word ".repeat(200));
  search.noteChange();
  await until(async () => (await stores.searchIndex.state()).pending < 400);
  await search.stop();
  const { pending } = await stores.searchIndex.state();
  const next = followCollection(stores.searchIndex, {
    thread: startIndexThread(file),
    clock: systemClock,
    onError: fail,
  });
  t.teardown(next.stop);
  await until(async () => (await next.catchUp()) === 0);
  t.ok(pending < 400, "what was taken in before stays");
  t.equal(await count("word"), 400);
});
