import { join } from "node:path";
import { type Test, test } from "tap";
import { parseSearch } from "../../src/article/search-query.ts";
import { systemClock } from "../../src/clock.ts";
import { followCollection, type Search } from "../../src/search/follow.ts";
import { startSearchThreads } from "../../src/search/threads.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { searchHere } from "../search-here.ts";
import { slowTest } from "../slow.ts";
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
  return { file, stores, put };
}

/** @returns how many articles a search finds, and how many the index does not know yet */
async function find(search: Search, q: string) {
  const { articles, pending } = await search.list({ limit: 500, search: parseSearch(q) });
  return [articles.length, pending];
}

const fail = (error: unknown) => {
  throw error;
};

test("a search takes a few articles in before, and leaves many to the background", async (t) => {
  const { file, stores, put } = await collection(t);
  let follows = 0;
  const here = searchHere(file);
  const threads = {
    ...here,
    follow() {
      follows++;
      return here.follow();
    },
  };
  const search = followCollection(stores.searchIndex, { threads, clock: systemClock, onError: fail });
  t.teardown(search.stop);
  await put(3, "few");
  t.same(await find(search, "few"), [3, 0]);
  t.equal(follows, 0);
  await put(30, "many");
  t.same(await find(search, "many"), [30, 0]);
  t.equal(follows, 1);
});

test("a search says how far the index is when the background is slow or fails, and starts it again", async (t) => {
  const { file, stores, put } = await collection(t);
  const errors: unknown[] = [];
  const here = searchHere(file);
  const slow = Promise.withResolvers<void>();
  let follow = () => slow.promise;
  const threads = { ...here, follow: () => follow() };
  const after = (_: number, callback: () => void) => {
    const immediate = setImmediate(callback);
    return () => clearImmediate(immediate);
  };
  const clock = { ...systemClock, after };
  const search = followCollection(stores.searchIndex, { threads, clock, onError: (error) => errors.push(error) });
  t.teardown(search.stop);
  await put(30, "many");
  t.same(await find(search, "many"), [0, 30]);
  slow.reject(new Error("the disk is full"));
  await until(() => errors.length > 0);
  t.match(errors, [{ message: "the disk is full" }]);
  follow = here.follow;
  await until(async () => (await find(search, "many")).join() === "30,0");
});

slowTest("threads follow and search, and the index survives when they are ended in the middle", async (t) => {
  const { file, stores, put } = await collection(t);
  const start = () =>
    followCollection(stores.searchIndex, { threads: startSearchThreads(file), clock: systemClock, onError: fail });
  const first = start();
  await put(400, "word ".repeat(200));
  await put(1, "drowned");
  void find(first, "word").catch(() => undefined);
  await until(async () => (await stores.searchIndex.state()).pending < 401);
  await first.stop();
  await t.rejects(find(first, "word"), { message: "the threads that index and search have ended" });
  const { pending } = await stores.searchIndex.state();
  t.ok(pending < 401, "what was taken in before stays");
  const search = start();
  t.teardown(search.stop);
  await until(async () => (await find(search, "word")).join() === "400,0");
  t.same(await find(search, "drowned -word"), [1, 0]);
  await put(2, "late");
  t.same(await find(search, "late"), [2, 0], "a few articles are taken in by the thread that searches");
});

test("a search in a thread is refused as it is in the process", async (t) => {
  const { file, stores } = await collection(t);
  const threads = startSearchThreads(file);
  t.teardown(threads.close);
  const search = parseSearch("word");
  const wrong = { limit: 2, search, cursor: "nonsense" };
  const refused = { code: "REQUEST_INVALID", message: /cursor is not valid here/ };
  await t.rejects(threads.list(wrong, 0), refused);
  await t.rejects(stores.articles.list(wrong), refused);
  await t.rejects(threads.list({ limit: 2, search: parseSearch("-word"), sort: "relevance" }, 0), {
    code: "REQUEST_INVALID",
    message: /Only a search has an order by relevance/,
  });
});
