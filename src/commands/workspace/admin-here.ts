import type { FastifyInstance } from "fastify";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { startIngestThreads } from "../../ingest-queue/threads.ts";
import { buildCollectionApp } from "../../publishing-parts.ts";
import type { Search } from "../../search/follow.ts";
import type { Stores } from "../../stores/stores.ts";
import { commandLineDeps } from "./command-line-deps.ts";
import { openEraser } from "./eraser.ts";
import { pushLater } from "./push-later.ts";
import type { Workspace } from "./workspace.ts";

/** The admin API of articles, webhooks and subscribers in the process of a command, without a socket. */
export type AdminHere = {
  inject: FastifyInstance["inject"];
  /** Whether a call has changed the collection. */
  hasChanged: () => boolean;
  close(): Promise<void>;
};

/** Builds the admin API of articles, webhooks and subscribers over a workspace that a command has opened. It listens nowhere, so the command needs no token. */
export async function openAdminHere(config: Config, clock: Clock, workspace: Workspace): Promise<AdminHere> {
  const { stores, publisher } = workspace;
  const queue = startIngestThreads({ serves: false });
  const eraser = openEraser(() => config, workspace, { clock, onError: () => {} });
  let hasChanged = false;
  const app = await buildCollectionApp(
    { ...config, environment: { ...config.environment, baseUrl: workspace.baseUrl } },
    commandLineDeps(clock),
    {
      stores,
      queue,
      search: searchAtOnce(stores),
      erase: eraser.erase,
      onChanged: () => {
        hasChanged = true;
      },
    },
    {
      webhooks: stores.webhooks,
      jobs: stores.jobs,
      push: pushLater(config, workspace, clock),
      clock,
      checkChannels: publisher.checkChannels,
    },
    { subscribers: stores.subscribers, publishSubscribers: workspace.publishSubscribers, scrub: eraser.resume },
  );
  return {
    inject: app.inject.bind(app),
    hasChanged: () => hasChanged,
    async close() {
      eraser.stop();
      await app.close();
      await queue.close();
    },
  };
}

/** A command has nothing else to do than to wait for the index of words. */
function searchAtOnce({ searchIndex, articles }: Pick<Stores, "searchIndex" | "articles">): Search {
  return {
    async list(query) {
      while (await searchIndex.indexNext());
      return { ...(await articles.list(query)), pending: 0 };
    },
    noteChange: () => {},
    stop: async () => {},
  };
}
