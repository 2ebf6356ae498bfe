import { exportStart, lineOf } from "../article/export-record.ts";
import type { TransferStore } from "../stores/transfer.ts";

/**
 * A collection as NDJSON, line after line as they are asked for.
 * @param onLine told how many lines there were
 */
export async function* exportLines(
  transfer: Pick<TransferStore, "entries">,
  onLine: (lines: number) => void = () => {},
): AsyncGenerator<string> {
  yield exportStart;
  let lines = 0;
  for await (const entry of transfer.entries()) {
    onLine(++lines);
    yield lineOf(entry);
  }
}
