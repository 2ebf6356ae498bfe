import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { exportLines } from "../../admin/export.ts";
import type { Clock } from "../../clock.ts";
import { openCollection } from "../../collection/sqlite.ts";
import type { Config } from "../../config/schema.ts";
import type { Output } from "../process/output.ts";
import { startShare } from "../process/progress-bar.ts";
import { writeFileWhole } from "./whole-file.ts";
import { settledCollection } from "../workspace/workspace.ts";

/** `courant export`: everything as NDJSON, to a file or standard output; a service may run. */
export async function exportCommand(
  config: Config,
  clock: Clock,
  { file, force }: { file: string; force: boolean },
  output: Output,
): Promise<boolean> {
  const { dataDir } = config.environment;
  const collection = await openCollection(await settledCollection(dataDir), { clock, newId: randomUUID });
  try {
    if (file === "-") {
      await pipeline(Readable.from(exportLines(collection)), output.stream).catch(unlessClosed);
      return true;
    }
    const { present, deleted } = await collection.count();
    const progress = startShare(output.progress, "exporting");
    const onLine = (lines: number) => progress.done(Math.min(1, lines / (present + deleted)));
    const { bytes } = await writeFileWhole(file, { force, dataDir }, (temporary) =>
      pipeline(Readable.from(exportLines(collection, onLine)), createWriteStream(temporary, { flags: "r+" })),
    ).finally(progress.stop);
    output.line(`${file}: ${present} articles, ${deleted} deleted ones remembered, ${bytes} bytes`);
    return true;
  } finally {
    await collection.close();
  }
}

/** Whoever reads standard output may have enough before the end: that is no error. */
function unlessClosed(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
}
