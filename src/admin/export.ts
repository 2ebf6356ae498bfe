import { exportStart, formatExportLine } from "../article/export-record.ts";
import type { Collection } from "../collection/collection.ts";

/**
 * A collection as NDJSON, line after line as they are asked for.
 * @param onLine told how many lines there were
 */
export async function* exportLines(
  collection: Pick<Collection, "entries">,
  onLine: (lines: number) => void = () => {},
): AsyncGenerator<string> {
  yield exportStart;
  let lines = 0;
  for await (const entry of collection.entries()) {
    onLine(++lines);
    yield formatExportLine(entry);
  }
}
