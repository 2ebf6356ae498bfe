import { exportStart, formatExportLine } from "../article/export-record.ts";
import type { TransferStore } from "../stores/transfer.ts";

/**
 * Writes a collection as NDJSON, line by line, as fast as the consumer reads.
 * @param onLine called with the number of lines so far
 */
export async function* exportLines(
  transfer: Pick<TransferStore, "entries">,
  onLine: (lineCount: number) => void = () => {},
): AsyncGenerator<string> {
  yield exportStart;
  let lineCount = 0;
  for await (const entry of transfer.entries()) {
    onLine(++lineCount);
    yield formatExportLine(entry);
  }
}
