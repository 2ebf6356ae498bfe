import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import { copyCollection, inspectCollection } from "../../stores/sqlite/backup.ts";
import type { Output } from "../process/output.ts";
import { startPercentBar } from "../process/progress-bar.ts";
import { requireCollectionFile } from "../workspace/collection-file.ts";
import { writeFileWhole } from "./whole-file.ts";

/** The result of `courant backup`, as `--json` prints it. */
export type BackupResult = { file: string; bytes: number; articles: number; deleted: number; durationMs: number };

/**
 * `courant backup`: copies the collection, as it is at one moment, into one file and checks the copy. A service may run
 * meanwhile.
 */
export async function backupCommand(
  config: Config,
  clock: Clock,
  { file, force }: { file: string; force: boolean },
  output: Output,
): Promise<boolean> {
  const { dataDir } = config.environment;
  const startedAt = clock.now();
  const collectionPath = await requireCollectionFile(dataDir);
  const bar = startPercentBar(output.progress, "backing up");
  const { result: counts, bytes } = await writeFileWhole(file, { force, dataDir }, async (temporary) => {
    await copyCollection(collectionPath, temporary, bar.update);
    const inspection = inspectCollection(temporary);
    if ("unusable" in inspection) throw collectionUnreadable(collectionPath, inspection.unusable);
    return inspection;
  }).finally(bar.stop);
  const result: BackupResult = { file, bytes, ...counts, durationMs: clock.now() - startedAt };
  if (output.json) output.result(result);
  else {
    const { articles, deleted, durationMs } = result;
    output.line(`${file}: ${articles} articles, ${deleted} remembered deletions, ${bytes} bytes, in ${durationMs} ms`);
  }
  return true;
}

function collectionUnreadable(path: string, reason: string): CourantError {
  return new CourantError(
    "COLLECTION_UNREADABLE",
    `The collection ${path} ${reason}. Nothing was backed up. “courant restore FILE” puts an earlier backup in its place.`,
  );
}
