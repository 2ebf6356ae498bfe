/**
 * A table of a collection. `numbered`: the column that numbers its rows. A number is never given again, also when its row
 * has gone.
 */
export type CollectionTable = { name: string; numbered?: string };

/**
 * The tables of a collection in all databases, a table after those that it refers to. The index of words is none of them: it
 * is built again.
 */
export const collectionTables: readonly CollectionTable[] = [
  { name: "collection" },
  { name: "articles", numbered: "rowid" },
  { name: "terms" },
  { name: "names" },
  { name: "listed" },
  { name: "changes" },
  { name: "channel_values" },
  { name: "archives" },
  { name: "erasures" },
  { name: "erased" },
  { name: "drafts", numbered: "rowid" },
  { name: "revisions" },
  { name: "media" },
  { name: "media_articles" },
  { name: "media_files" },
  { name: "media_uses" },
  { name: "audit", numbered: "entry" },
  { name: "tokens" },
  { name: "sessions" },
  { name: "kept_answers", numbered: "number" },
  { name: "runs", numbered: "sequence" },
  { name: "requests" },
  { name: "subscribers" },
  { name: "audience_batches" },
  { name: "request_hours" },
  { name: "readers" },
  { name: "sources" },
  { name: "source_pages" },
  { name: "source_articles" },
  { name: "messages" },
  { name: "jobs", numbered: "number" },
  { name: "job_lanes" },
  { name: "webhooks", numbered: "sequence" },
  { name: "announced" },
  { name: "announced_articles" },
  { name: "announced_documents" },
  { name: "announced_sources" },
  { name: "private_subscribers" },
  { name: "private_credentials" },
  { name: "subscriptions" },
  { name: "hub_topics" },
  { name: "hubs" },
  { name: "purge_targets" },
];

/** The tables that SQLite numbers by itself, without a column that a query names. */
export const implicitlyNumbered: ReadonlySet<string> = new Set(
  collectionTables.filter(({ numbered }) => numbered === "rowid").map(({ name }) => name),
);
