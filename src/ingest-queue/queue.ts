import type { Article } from "../article/article.ts";
import type { FieldDifference } from "../article/difference.ts";
import type { DraftArticle } from "../article/draft-article.ts";
import type { SearchQuery } from "../article/search-query.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import type { PageAddresses } from "../ingest/template/pages.ts";
import type { ParserOptions, SourceAnswer, SourceContent } from "./parse-answer.ts";
import type { ArticleRequest, SentArticle } from "./read-article.ts";
import type { FolderOrigin } from "./read-folder.ts";
import type { InputBatch, InputDescription } from "./read-input.ts";
import type { ReadMedia } from "./read-media.ts";
import type { TaskArgument, TaskName, TaskResult } from "./tasks.ts";

/*
 * The room `ingest-queue`: it reads text from outside in threads, with limits of time and memory for each piece.
 */

/** Reads text from outside. Whatever the text is, only the reading of that text can fail. */
export type IngestQueue = {
  /**
   * Reads an input of any length part by part, and yields its articles in batches.
   * @param options.isUrgent reads it beside long imports, not after them
   * @param options.signal ends the reading at once; the iterator then throws the signal's reason
   * @throws ARTICLE_INVALID, BODY_TOO_LARGE, FORMAT_UNKNOWN, and the errors of `chunks`
   */
  readInput(
    chunks: AsyncIterable<Uint8Array>,
    input: InputDescription,
    options: ImportOptions,
    queueOptions?: { isUrgent?: boolean; signal?: AbortSignal | undefined },
  ): AsyncIterable<InputBatch>;
  /**
   * Reads the article in the body of a request, beside long imports.
   * @throws ARTICLE_INVALID, ARTICLE_CONFLICT, REQUEST_INVALID, BODY_TOO_LARGE
   */
  readArticle(body: Uint8Array, request: ArticleRequest): Promise<SentArticle>;
  /**
   * Finds to which files of the same folder each file of Markdown in it links, beside long imports.
   * @param body the files as NDJSON
   * @returns for each file that links to others, their addresses by their paths
   * @throws REQUEST_INVALID, ARTICLE_INVALID, BODY_TOO_LARGE
   */
  linkFolder(body: Uint8Array, origin: FolderOrigin): Promise<Record<string, PageAddresses>>;
  /**
   * Compares two states of an article, beside long imports.
   * @throws ARTICLE_INVALID, BODY_TOO_LARGE when they need too much time or memory
   */
  compareArticles(from: Article | DraftArticle, to: Article | DraftArticle): Promise<FieldDifference[]>;
  /**
   * Finds which of some articles a search finds, beside long imports: to divide a text of a million characters into words
   * takes seconds in some languages.
   * @returns those articles, in their order
   * @throws ARTICLE_INVALID, BODY_TOO_LARGE when one of them needs too much time or memory
   */
  findMatches<Each extends Article | DraftArticle>(search: SearchQuery, articles: readonly Each[]): Promise<Each[]>;
  /** Reads the answer of a source. An answer that takes too much time or memory is `unreadable`. */
  readAnswer(answer: SourceAnswer, options: ParserOptions, signal?: AbortSignal): Promise<SourceContent>;
  /**
   * Reads what kind of picture, sound or film a file is, beside long imports.
   * @throws MEDIA_TYPE_UNSUPPORTED, MEDIA_INVALID
   */
  readMedia(file: string): Promise<ReadMedia>;
  /** Ends at once. Everything that is being read rejects. */
  close(): Promise<void>;
};

/**
 * Runs a task: it hands the chunks over and yields the results.
 * @throws ReadLimitError when the task exceeds its time or memory
 */
export type RunTask = <Name extends TaskName>(
  name: Name,
  chunks: AsyncIterable<Uint8Array>,
  argument: TaskArgument<Name>,
  options: { isUrgent: boolean; signal: AbortSignal | undefined },
) => AsyncIterable<TaskResult<Name>>;

/** A piece needs too much time or memory. The message says how much it may need. */
export class ReadLimitError extends Error {
  readonly resource: "time" | "memory";

  constructor(message: string, resource: "time" | "memory") {
    super(message);
    this.resource = resource;
  }
}
