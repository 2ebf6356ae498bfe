import { CourantError, type Problem } from "../errors.ts";
import type { ImportFormat, ImportOptions, Rejection } from "../ingest/ingest.ts";
import type { SkippedArticle } from "../ingest/skip.ts";
import type { ArticleStore, PutOutcome } from "../stores/articles.ts";
import type { TransferStore } from "../stores/transfer.ts";

/** What became of each article of an input, in the input's order as far as it could be read. */
export type ImportReport = {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  /** Left out on purpose, such as drafts. */
  skipped: number;
  articles: ArticleOutcome[];
};

/** `where`: the file, and the place in it; `note`: what whoever imports the article should know. */
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
 * One body or file, not yet decoded, or a part of NDJSON that begins with a line of this number. `format`: what it was made
 * into, whatever its name says; `remaining`: about how many parts follow; `robots`: the X-Robots-Tag of a page.
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
 * Takes an input into the collection: the good articles go in, the bad ones are listed with their reasons.
 * @throws only what is no fault of the input
 */
export async function importArticles(
  stores: ImportStores,
  input: ImportInput,
  options: ImportOptions,
): Promise<ImportReport> {
  const read = await readInput(input, options);
  if (read instanceof CourantError) return createReport([rejectedOutcome(input.name ?? "input", read)]);
  const { drafts, memories, rejected, skipped } = read;
  const outcomes = await stores.articles.put(drafts.map(({ prepared }) => prepared));
  await stores.transfer.remember(memories);
  return createReport([
    ...drafts.map(({ where, note }, index) => putOutcome(where, outcomes[index], note)),
    ...[...rejected, ...skipped].map(leftOutOutcome),
  ]);
}

/** @returns what is in the input, or why it cannot be read */
async function readInput({ format, bytes, ...input }: ImportInput, options: ImportOptions) {
  // What reads everything there is takes time and memory to load, and most services seldom need it.
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

/** Counts the outcomes. */
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

/** What did not go in, with the reason. */
export function leftOutOutcome(left: Rejection | SkippedArticle): ArticleOutcome {
  return "error" in left ? { ...left, outcome: "rejected" } : { ...left, outcome: "skipped" };
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
