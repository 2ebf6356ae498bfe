import type { Entry, ExportRecord } from "../article/export-record.ts";

/** Exports a collection, and takes in an export that another collection made. */
export type TransferStore = {
  /**
   * Everything that is needed to make the same collection again, as it is when the first entry is asked for: articles
   * newest first, then deleted articles, then slugs of values and archives of channels. Runs and the audience are left
   * out. Entries are read as they are asked for, never all at once.
   */
  entries(): AsyncIterable<Entry>;

  /**
   * Takes in what another collection exported beside its articles, in one transaction. An article, a value's slug or a
   * channel's archives that this collection has already stay as they are.
   */
  remember(memories: readonly ExportRecord[]): Promise<void>;
};
