/**
 * Keeps the state of each source between two polls. The last state may be lost in a power failure: then the source is
 * read again.
 */
export type SourceStore = {
  /** The states of all sources, by the URL of the source. They are not checked. */
  states(): Promise<Map<string, unknown>>;

  /** Replaces the state of a source. It must be possible to write it as JSON. */
  keep(url: string, state: object): Promise<void>;
};
