import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { exportLines } from "../../admin/export.ts";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import { openStores } from "../../stores/place/open.ts";
import { writeFileWhole } from "../backup/whole-file.ts";
import { escapeControlCharacters, type Output } from "../process/output.ts";
import { startPercentBar } from "../process/progress-bar.ts";
import { requireCollection } from "../workspace/collection-file.ts";

/**
 * `courant export`: writes all articles as NDJSON to a file or to standard output, in the form that `courant import`
 * reads. A service may run meanwhile.
 */
export async function exportCommand(
  config: Config,
  clock: Clock,
  { file, force }: { file: string; force: boolean },
  output: Output,
): Promise<boolean> {
  const { dataDir } = config.environment;
  const stores = await openStores(await requireCollection(config.environment), { clock, newId: randomUUID });
  try {
    if (file === "-") {
      const lines = Readable.from(exportLines(stores.transfer)).map(escapeControlCharacters);
      await pipeline(lines, output.stream).catch(ignoreClosedPipe);
      return true;
    }
    const { present, deleted } = await stores.articles.count();
    const bar = startPercentBar(output.progress, "exporting");
    const onLine = (lineCount: number) => bar.update(Math.min(1, lineCount / (present + deleted)));
    const { bytes } = await writeFileWhole(file, { force, dataDir }, (temporary) =>
      pipeline(Readable.from(exportLines(stores.transfer, onLine)), createWriteStream(temporary, { flags: "r+" })),
    ).finally(bar.stop);
    output.line(`${file}: ${present} articles, ${deleted} remembered deletions, ${bytes} bytes`);
    return true;
  } finally {
    await stores.close();
  }
}

/** A program that reads standard output, such as `head`, may close it before the end. That is no error. */
function ignoreClosedPipe(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EPIPE")) throw error;
}
