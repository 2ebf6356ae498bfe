import { CourantError, type Problem } from "../errors.ts";
import type { ImportFormat, ImportOptions, Rejection } from "../ingest/ingest.ts";
import type { SkippedArticle } from "../ingest/skip.ts";
import type { ArticleStore, PutOutcome } from "../stores/articles.ts";
import type { TransferStore } from "../stores/transfer.ts";

/** How the articles of an input fared: the counts, and the outcome of each article, imported ones first. */
export type ImportReport = {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  /** How many were left out on purpose, such as drafts. */
  skipped: number;
  articles: ArticleOutcome[];
};

/** How one article fared. `where`: the file, and the place in it; `note`: a remark for the person who imports it. */
export type ArticleOutcome =
  | {
      where: string;
      outcome: "created" | "updated" | "unchanged";
      id: string;
      title?: string | undefined;
      note?: string | undefined;
    }
  | { where: string; outcome: "rejected"; error: Problem }
  | { where: string; outcome: "skipped"; reason: string };

/**
 * The bytes of a body or file, or of a part of it, not yet decoded. `format` is set if they were converted and no longer
 * have the format that their name suggests. `remaining` estimates how many parts follow. `firstLine` is the number of the
 * first line in a part of NDJSON. `robots` is the X-Robots-Tag of a page.
 */
export type ImportInput = {
  name: string | undefined;
  mediaType: string | undefined;
  format?: ImportFormat | undefined;
  remaining?: number | undefined;
  firstLine?: number | undefined;
  robots?: string | undefined;
  bytes: Uint8Array;
};

/** The stores that an import goes into. */
export type ImportStores = { articles: Pick<ArticleStore, "put">; transfer: Pick<TransferStore, "remember"> };

/**
 * Imports the articles of an input into the collection. Articles that cannot be imported are in the report, with the reason.
 * @throws only errors that are no fault of the input
 */
export async function importArticles(
  stores: ImportStores,
  input: ImportInput,
  options: ImportOptions,
): Promise<ImportReport> {
  const contents = await readInput(input, options);
  if (contents instanceof CourantError) return createReport([rejectedOutcome(input.name ?? "input", contents)]);
  const { drafts, records, rejected, skipped } = contents;
  const outcomes = await stores.articles.put(drafts.map(({ prepared }) => prepared));
  await stores.transfer.remember(records);
  return createReport([
    ...drafts.map(({ where, note }, index) => putOutcome(where, outcomes[index], note)),
    ...[...rejected, ...skipped].map(leftOutOutcome),
  ]);
}

/** @returns the articles in the input, or the error that says why it cannot be read */
async function readInput({ format, bytes, ...input }: ImportInput, options: ImportOptions) {
  // The parsers take time and memory to load, and most services seldom need them.
  const [{ decodeText }, { ingest }] = await Promise.all([
    import("../ingest/decode.ts"),
    import("../ingest/ingest.ts"),
  ]);
  try {
    return ingest(
      { ...input, text: decodeText(bytes, input.mediaType) },
      { ...options, format: format ?? options.format },
    );
  } catch (error) {
    if (error instanceof CourantError) return error;
    throw error;
  }
}

/** Counts the outcomes of articles. */
export function createReport(articles: ArticleOutcome[]): ImportReport {
  const count = (outcome: ArticleOutcome["outcome"]) => articles.filter((each) => each.outcome === outcome).length;
  return {
    created: count("created"),
    updated: count("updated"),
    unchanged: count("unchanged"),
    rejected: count("rejected"),
    skipped: count("skipped"),
    articles,
  };
}

/** The outcome of an article that was rejected or left out. */
export function leftOutOutcome(leftOut: Rejection | SkippedArticle): ArticleOutcome {
  return "error" in leftOut ? { ...leftOut, outcome: "rejected" } : { ...leftOut, outcome: "skipped" };
}

function putOutcome(where: string, result: PutOutcome | undefined, note: string | undefined): ArticleOutcome {
  if (!result) throw new CourantError("INTERNAL", "The collection gave no outcome.");
  if (result.outcome === "rejected") return rejectedOutcome(where, result.error);
  const { id, title } = result.article;
  return { where, outcome: result.outcome, id, title, ...(note !== undefined && { note }) };
}

function rejectedOutcome(where: string, error: CourantError): ArticleOutcome {
  return { where, outcome: "rejected", error: error.toProblem() };
}
