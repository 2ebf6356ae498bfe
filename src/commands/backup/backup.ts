import { open, rm, stat } from "node:fs/promises";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import { openFeedsDir } from "../../published/files.ts";
import { describePlace } from "../../stores/place/describe.ts";
import { type CollectionPlace, isPostgres } from "../../stores/place/open.ts";
import {
  type CollectionInspection,
  copyCollection,
  inspectCollection,
  listMediaIn,
} from "../../stores/sqlite/backup.ts";
import type { Output } from "../process/output.ts";
import { startPercentBar } from "../process/progress-bar.ts";
import { requireCollection } from "../workspace/collection-file.ts";
import { fetchUploads, listUploads } from "../workspace/moved-media.ts";
import { keepPublishedOrigin } from "../workspace/published-origin.ts";
import { writeArchive } from "./archive.ts";
import { hashInName, readBackup, UnusableBackup } from "./contents.ts";
import { backupEntries, readSmallFiles } from "./entries.ts";
import { writeFileWhole } from "./whole-file.ts";

/**
 * The result of `courant backup`, as `--json` prints it. `media`: the number of uploaded files in it; `problems`: one
 * sentence about each uploaded file whose bytes are missing or damaged.
 */
export type BackupResult = {
  file: string;
  bytes: number;
  articles: number;
  deleted: number;
  media: number;
  problems: string[];
  durationMs: number;
};

/**
 * `courant backup`: writes everything that the service needs to be the same again into one file: the collection as it is at
 * one moment, uploaded media, the configuration and the record of what is published. Then it reads the file and compares
 * all hashes. A service may run meanwhile.
 */
export async function backupCommand(
  givenConfig: Config,
  clock: Clock,
  { file, force }: { file: string; force: boolean },
  output: Output,
): Promise<boolean> {
  const { dataDir, feedsDir } = givenConfig.environment;
  const startedAt = clock.now();
  const collection = await requireCollection(givenConfig.environment);
  const { snapshot } = await openFeedsDir(feedsDir).load();
  const config = keepPublishedOrigin(givenConfig, snapshot.baseUrl);
  const { result, bytes } = await writeFileWhole(file, { force, dataDir }, (temporary) =>
    writeBackup(temporary, { config, collection, clock, output }),
  );
  const done: BackupResult = { file, bytes, ...result, durationMs: clock.now() - startedAt };
  for (const problem of done.problems) output.error(problem);
  if (output.json) output.result(done);
  else {
    const { articles, deleted, media, durationMs } = done;
    output.line(
      `${file}: ${articles} articles, ${deleted} remembered deletions, ${media} media files, ${bytes} bytes, in ${durationMs} ms`,
    );
  }
  return true;
}

type BackupWork = { config: Config; collection: string; clock: Clock; output: Output };

async function writeBackup(
  file: string,
  { config, collection, clock, output }: BackupWork,
): Promise<Pick<BackupResult, "articles" | "deleted" | "media" | "problems">> {
  const copy = `${file}-collection`;
  const problems: string[] = [];
  try {
    const smallFiles = await readSmallFiles(config);
    await (await open(copy, "wx", 0o600)).close();
    await withBar(output, "copying the collection", (update) => copyAny(collection, copy, update));
    if (isPostgres(collection)) await fetchUploads(config, collection, await listUploads(copy));
    const counts = requireUsable(inspectCollection(copy), describePlace(collection));
    const media = await listMediaIn(copy);
    const totalBytes = media.reduce((sum, { bytes }) => sum + bytes, (await stat(copy)).size);
    const entries = backupEntries({ config, smallFiles, copy, now: clock.now() }, (problem) => problems.push(problem));
    await withBar(output, "writing", (update) => writeArchive(file, entries, countShares(totalBytes, update)));
    let written = 0;
    await withBar(output, "verifying", (update) => {
      const count = countShares(totalBytes, update);
      return verify(file, count, () => written++);
    });
    return { ...counts, media: written, problems };
  } finally {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) await rm(copy + suffix, { force: true });
  }
}

/** Copies a collection as it is at one moment: a backup has one form, wherever the collection is. */
async function copyAny(place: CollectionPlace, copy: string, update: (share: number) => void): Promise<void> {
  if (!isPostgres(place)) return copyCollection(place, copy, update);
  const { copyFromDatabase } = await import("../../stores/copy/from-database.ts");
  await copyFromDatabase(place, copy, { isLast: false, onProgress: (done, total) => update(done / total) });
}

/** Reads a backup that was just written. @param onMedia is called for each uploaded file */
async function verify(file: string, onBytes: (bytes: number) => void, onMedia: () => void): Promise<void> {
  try {
    await readBackup(file, async ({ name, content }) => {
      for await (const chunk of content) onBytes(chunk.length);
      if (hashInName(name) !== undefined) onMedia();
    });
  } catch (error) {
    if (!(error instanceof UnusableBackup)) throw error;
    throw new CourantError(
      "FILE_UNWRITABLE",
      `The disk does not return what was written to it: ${file} ${error.message}. Nothing was backed up. Check the disk, or name a file on another one.`,
      { cause: error },
    );
  }
}

function requireUsable(inspection: CollectionInspection, path: string): { articles: number; deleted: number } {
  if (!("unusable" in inspection)) return inspection;
  throw new CourantError(
    "COLLECTION_UNREADABLE",
    `The collection ${path} ${inspection.unusable}. Nothing was backed up. “courant restore FILE” puts an earlier backup in its place.`,
  );
}

async function withBar<T>(
  output: Output,
  verb: string,
  work: (update: (share: number) => void) => Promise<T>,
): Promise<T> {
  const bar = startPercentBar(output.progress, verb);
  return work(bar.update).finally(bar.stop);
}

/** @returns a function that receives numbers of bytes and reports which share of a total they are together, at most 1 */
function countShares(totalBytes: number, update: (share: number) => void): (bytes: number) => void {
  let done = 0;
  return (bytes) => {
    done += bytes;
    update(Math.min(1, done / Math.max(1, totalBytes)));
  };
}
