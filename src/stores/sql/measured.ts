import type { measuredKinds } from "../collection-sizes.ts";

/** The tables of each kind of records; their indexes count with them. */
export const tablesOf: Record<(typeof measuredKinds)[number], readonly string[]> = {
  articles: ["articles", "terms", "names", "spelled_names", "listed", "changes", "channel_values", "archives"],
  drafts: ["drafts"],
  revisions: ["revisions"],
  audit: ["audit"],
  deliveries: ["jobs", "messages", "job_lanes"],
  subscriptions: ["subscriptions", "hub_topics", "hubs"],
  runs: ["runs"],
  statistics: ["requests", "subscribers", "readers", "request_hours", "audience_batches"],
};

/** Queries of the numbers of records. */
export const rowCounts: Record<(typeof measuredKinds)[number], string> = {
  articles: "SELECT count(body) FROM articles",
  drafts: "SELECT count(*) FROM drafts",
  revisions: "SELECT count(*) FROM revisions",
  audit: "SELECT count(*) FROM audit",
  deliveries: "SELECT count(*) FROM jobs",
  subscriptions: "SELECT count(*) FROM subscriptions",
  runs: "SELECT count(*) FROM runs",
  statistics: `SELECT (SELECT count(*) FROM requests) + (SELECT count(*) FROM subscribers) + (SELECT count(*) FROM readers)
    + (SELECT count(*) FROM request_hours)`,
};

/** The query of deleted articles that can be restored, and of the bytes of their revisions. */
export const restorable = `SELECT count(DISTINCT article) AS count, coalesce(sum(length(body)), 0) AS bytes FROM revisions
  WHERE article NOT IN (SELECT id FROM articles WHERE deleted IS NULL) AND article NOT IN (SELECT id FROM drafts)`;
