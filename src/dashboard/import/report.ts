import type { ArticleOutcome } from "../../admin/import.ts";
import type { ImportCounts } from "../../admin/import-in-parts.ts";
import { isMembers } from "../../article/members.ts";
import type { Problem } from "../../errors.ts";

/** How an import went, as far as people want to know it: the counts, and the articles that something is to say about. */
export type ImportSummary = {
  total: ImportCounts;
  articles: readonly ArticleOutcome[];
  formerFeeds: readonly string[];
  error: Problem | undefined;
};

type ReportLine = Partial<ImportSummary>;

const none: ImportCounts = { created: 0, updated: 0, unchanged: 0, rejected: 0, skipped: 0 };

/** Reads the answer of an import, a line for each part. */
export function readReport(ndjson: string): ImportSummary {
  const lines = ndjson.split("\n").flatMap((line): ReportLine[] => {
    const value: unknown = line === "" ? undefined : JSON.parse(line);
    return isMembers(value) ? [value as ReportLine] : [];
  });
  return {
    total: lines.findLast(({ total }) => total)?.total ?? none,
    articles: lines.flatMap(({ articles = [] }) => articles),
    formerFeeds: [...new Set(lines.flatMap(({ formerFeeds = [] }) => formerFeeds))],
    error: lines.at(-1)?.error,
  };
}
