import { Piscina } from "piscina";
import { CourantError, type Problem } from "../errors.ts";
import type { ArticleQuery } from "../stores/article-query.ts";
import type { ArticleList } from "../stores/articles.ts";
import type { CollectionPlace } from "../stores/place/open.ts";

/** The threads that index and search, one of each. They start when they are needed. */
export type SearchThreads = {
  /** Takes all articles that changed into the index of words, in the background. */
  follow(): Promise<void>;
  /** Takes the few articles that changed into the index of words, for a search that waits. */
  takeIn(): Promise<void>;
  /** Lists the articles that a search finds. @param now in milliseconds since 1970. @throws REQUEST_INVALID */
  list(query: ArticleQuery, now: number): Promise<ArticleList>;
  /** Ends at once, also in the middle of a batch: the index is then as it was before the batch. */
  close(): Promise<void>;
};

/** The data that a thread starts with. */
export type SearchWorkerData = {
  /** The place of the collection. */
  collection: CollectionPlace;
  /** The priority of the thread, as `nice` counts it. */
  niceness: number;
};

/** The arguments of a search in a thread, and its result. */
export type ListRequest = { query: ArticleQuery; now: number };
export type ListReply = { list: ArticleList } | { problem: Problem };

/** Serving comes before both, and a search before the index. */
const niceness = { background: 19, urgent: 10 };

/** How long an idle thread waits before it ends. Somebody waits for an urgent one. */
const idleTimeoutsMs = { background: 10_000, urgent: 60_000 };

/** Starts them. */
export function startSearchThreads(collection: CollectionPlace): SearchThreads {
  const startPool = (lane: keyof typeof niceness) =>
    new Piscina({
      filename: new URL("./start-worker.js", import.meta.url).href,
      workerData: { collection, niceness: niceness[lane] } satisfies SearchWorkerData,
      minThreads: 0,
      maxThreads: 1,
      concurrentTasksPerWorker: 1,
      idleTimeout: idleTimeoutsMs[lane],
      atomics: "disabled",
    });
  const pools = { background: startPool("background"), urgent: startPool("urgent") };
  let end: Promise<unknown> | undefined;
  const run = async (lane: keyof typeof pools, name: "takeIn" | "list", request?: ListRequest) => {
    // A destroyed pool would start a new thread.
    if (end) throw new Error("the threads that index and search have ended");
    return pools[lane].run(request, { name });
  };
  return {
    follow: () => run("background", "takeIn"),
    takeIn: () => run("urgent", "takeIn"),

    async list(query, now) {
      const reply: ListReply = await run("urgent", "list", { query, now });
      if ("list" in reply) return reply.list;
      throw new CourantError(reply.problem.code, reply.problem.detail);
    },

    async close() {
      end ??= Promise.all(Object.values(pools).map((pool) => pool.destroy()));
      await end;
    },
  };
}
