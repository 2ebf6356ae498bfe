import type { Clock } from "../../clock.ts";
import { copyCollection, inspectCollection } from "../../collection/backup.ts";
import type { Config } from "../../config/schema.ts";
import { CourantError } from "../../errors.ts";
import type { Output } from "../process/output.ts";
import { startShare } from "../process/progress-bar.ts";
import { writeFileWhole } from "./whole-file.ts";
import { settledCollection } from "../workspace/workspace.ts";

export type Backup = { file: string; bytes: number; articles: number; deleted: number; durationMs: number };

/** `courant backup`: the collection as it is at one moment, in one file that was looked through; a service may run. */
export async function backupCommand(
  config: Config,
  clock: Clock,
  { file, force }: { file: string; force: boolean },
  output: Output,
): Promise<boolean> {
  const { dataDir } = config.environment;
  const started = clock.now();
  const collection = await settledCollection(dataDir);
  const progress = startShare(output.progress, "backing up");
  const { result, bytes } = await writeFileWhole(file, { force, dataDir }, async (temporary) => {
    await copyCollection(collection, temporary, progress.done);
    const found = inspectCollection(temporary);
    if ("unusable" in found) throw unusable(collection, found.unusable);
    return found;
  }).finally(progress.stop);
  const backup: Backup = { file, bytes, ...result, durationMs: clock.now() - started };
  if (output.json) output.result(backup);
  else {
    const { articles, deleted, durationMs } = backup;
    output.line(
      `${file}: ${articles} articles, ${deleted} deleted ones remembered, ${bytes} bytes, in ${durationMs} ms`,
    );
  }
  return true;
}

function unusable(collection: string, why: string): CourantError {
  return new CourantError(
    "COLLECTION_UNREADABLE",
    `The collection ${collection} ${why}. Nothing was backed up. “courant restore FILE” puts an earlier backup in its place.`,
  );
}
