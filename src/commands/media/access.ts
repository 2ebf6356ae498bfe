import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { startIngestThreads } from "../../ingest-queue/threads.ts";
import { commandLineActor } from "../../stores/audit.ts";
import { describeFile, type MediaDescription } from "../../uploads/describe-file.ts";
import { openLibrary, shareNodeMedia } from "../workspace/media.ts";
import type { NewCollectionConsent } from "../workspace/new-collection.ts";
import { connectToService, type ServiceClient } from "../workspace/service-client.ts";
import { openWorkspace, type Workspace } from "../workspace/workspace.ts";

/** Uploaded media as the commands see it: in this process, or through the service that runs on the data directory. */
export type MediaAccess = {
  /** Lists all files, the newest first. @param isUsed only those that something uses, or that nothing uses */
  list(isUsed?: boolean): AsyncIterable<MediaDescription>;
  /** Uploads a file. */
  add(file: string): Promise<MediaDescription>;
  /** Deletes a file. @throws MEDIA_IN_USE, NOT_FOUND, GONE */
  remove(hash: string, options: { force: boolean }): Promise<void>;
};

/** Files that one page of a list has. */
const pageSize = 500;

/**
 * Opens the media for a command, and closes it afterwards. Documents that show other facts then are published first.
 * @param newCollection leave to begin a collection where there is none
 */
export async function withMedia<Result>(
  config: Config,
  clock: Clock,
  work: (media: MediaAccess) => Promise<Result>,
  newCollection?: NewCollectionConsent,
): Promise<Result> {
  const workspace = await openWorkspace(config, clock, "command", { newCollection });
  if (!workspace) return work(accessThroughService(await connectToService(config.environment)));
  try {
    return await workHere(config, clock, workspace, work);
  } finally {
    await workspace.close();
  }
}

async function workHere<Result>(
  config: Config,
  clock: Clock,
  { stores, publisher, baseUrl }: Workspace,
  work: (media: MediaAccess) => Promise<Result>,
): Promise<Result> {
  const queue = startIngestThreads({ serves: false });
  let hasChanges = false;
  const onChanged = () => {
    hasChanges = true;
  };
  const shared = shareNodeMedia(() => config, stores.nodes);
  const library = openLibrary(() => config, { stores, queue, clock, onChanged, shared });
  try {
    return await work({
      async *list(isUsed) {
        let cursor: string | undefined;
        do {
          const { files, next } = await library.list({ limit: pageSize, cursor, isUsed });
          yield* files.map((file) => describeFile(file, baseUrl));
          cursor = next;
        } while (cursor !== undefined);
      },

      async add(path) {
        const upload = { name: basename(path), by: commandLineActor.name };
        const { isNew, name, file } = await library.add(createReadStream(path), upload);
        const description = describeFile(file, baseUrl, name);
        if (isNew) await stores.audit.record(commandLineActor, "media.uploaded", file.hash, undefined, description);
        return description;
      },

      async remove(hash, options) {
        const file = await library.remove(hash, options);
        await stores.audit.record(commandLineActor, "media.deleted", hash, describeFile(file, baseUrl));
      },
    });
  } finally {
    if (hasChanges) await publisher.regenerate("change").finished;
    await queue.close();
  }
}

type ListPage = { media: MediaDescription[]; next?: string };

function accessThroughService({ call }: Pick<ServiceClient, "call">): MediaAccess {
  return {
    async *list(isUsed) {
      const filter = isUsed === undefined ? "" : `&used=${isUsed}`;
      let cursor = "";
      do {
        const page = await call<ListPage>(`/admin/media?limit=${pageSize}${filter}${cursor}`);
        yield* page.media;
        cursor = page.next === undefined ? "" : `&cursor=${page.next}`;
      } while (cursor !== "");
    },

    async add(path) {
      const { size } = await stat(path);
      const address = `/admin/media?name=${encodeURIComponent(basename(path))}`;
      return call(address, {
        method: "POST",
        body: createReadStream(path),
        headers: { "content-length": String(size) },
      });
    },

    remove: (hash, { force }) => call(`/admin/media/${encodeURIComponent(hash)}?force=${force}`, { method: "DELETE" }),
  };
}
