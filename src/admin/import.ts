import type { Collection, PutOutcome } from "../collection/collection.ts";
import { CourantError, type Problem } from "../errors.ts";
import type { ImportFormat, ImportOptions, Rejection } from "../ingest/ingest.ts";
import type { SkippedArticle } from "../ingest/skip.ts";

/** What became of each article of an input, in the input's order as far as it could be read. */
export type ImportReport = {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  /** Left out on purpose, such as drafts. */
  skipped: number;
  articles: ImportedArticle[];
};

/** `where`: the file, and the place in it; `note`: what whoever imports the article should know. */
export type ImportedArticle =
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
export type ImportBytes = {
  name: string | undefined;
  mediaType: string | undefined;
  format?: ImportFormat | undefined;
  remaining?: number | undefined;
  firstLine?: number | undefined;
  robots?: string | undefined;
  bytes: Uint8Array;
};

/**
 * Takes an input into the collection: the good articles go in, the bad ones are listed with their reasons.
 * @throws only what is no fault of the input
 */
export async function importArticles(
  collection: Pick<Collection, "put" | "remember">,
  input: ImportBytes,
  options: ImportOptions,
): Promise<ImportReport> {
  const read = await readInput(input, options);
  if (read instanceof CourantError) return countOutcomes([rejection(input.name ?? "input", read)]);
  const { drafts, records: memories, rejected, skipped } = read;
  const outcomes = await collection.put(drafts.map(({ prepared }) => prepared));
  await collection.remember(memories);
  return countOutcomes([
    ...drafts.map(({ where, note }, index) => toImported(where, outcomes[index], note)),
    ...[...rejected, ...skipped].map(notImported),
  ]);
}

/** @returns what is in the input, or why it cannot be read */
async function readInput({ format, bytes, ...input }: ImportBytes, options: ImportOptions) {
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
export function countOutcomes(articles: ImportedArticle[]): ImportReport {
  const count = (outcome: ImportedArticle["outcome"]) => articles.filter((each) => each.outcome === outcome).length;
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
export function notImported(left: Rejection | SkippedArticle): ImportedArticle {
  return "error" in left ? { ...left, outcome: "rejected" } : { ...left, outcome: "skipped" };
}

function toImported(where: string, result: PutOutcome | undefined, note: string | undefined): ImportedArticle {
  if (!result) throw new CourantError("INTERNAL", "The collection gave no outcome.");
  if (result.outcome === "rejected") return rejection(where, result.error);
  const { id, title } = result.article;
  return { where, outcome: result.outcome, id, title, ...(note !== undefined && { note }) };
}

function rejection(where: string, error: CourantError): ImportedArticle {
  return { where, outcome: "rejected", error: error.toProblem() };
}
