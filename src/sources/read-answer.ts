import type { Clock } from "../clock.ts";
import type { FetchAnswer, Fetcher } from "../fetch/fetcher.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import type { SitemapEntry } from "../ingest/sitemap.ts";
import type { FilterSettings } from "../ingest-queue/article-filter.ts";
import type { SourceAnswer, SourceContent } from "../ingest-queue/parse-answer.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import { deleteSurplus } from "./newest-articles.ts";
import type { PollResult, SourceCounts } from "./next-poll.ts";
import type { Source } from "./poller.ts";
import { toSourceAnswer } from "./request.ts";
import type { openRobots } from "./robots.ts";
import { type WalkOptions, walkSitemap } from "./sitemap-walk.ts";
import { emptyTally, type SourceTally, storeArticles } from "./store-articles.ts";

/** A source from the configuration. */
export type WatchedSource = Source &
  FilterSettings & {
    /** Tags added to its articles. */
    tags: readonly string[];
    /** How many of its articles are kept. */
    most: number;
    /** For a sitemap: only pages whose path begins with this are read. */
    path?: string | undefined;
  };

export type SourceReaderDeps = {
  fetcher: Fetcher;
  stores: WalkOptions["stores"];
  queue: Pick<IngestQueue, "readAnswer">;
  options: Pick<ImportOptions, "siteUrl" | "origin" | "frames">;
  clock: Clock;
  onChanged: () => void;
  /** Called after each poll that found something to read. */
  onRead: (source: WatchedSource, tally: SourceTally) => void;
};

/** Reads the answers of a source. */
export type AnswerReader = {
  readAnswer(source: WatchedSource, answer: FetchAnswer, signal: AbortSignal): Promise<PollResult>;
  /** @param entries the entries of the sitemap; undefined when it is unchanged */
  readSitemap(
    source: WatchedSource,
    answer: FetchAnswer,
    entries: SitemapEntry[] | undefined,
    signal: AbortSignal,
  ): Promise<PollResult>;
};

/** @param rulesOf returns the rules of robots.txt for an address */
export function createAnswerReader(deps: SourceReaderDeps, rulesOf: ReturnType<typeof openRobots>): AnswerReader {
  const { fetcher, stores, queue, options, clock, onChanged, onRead } = deps;

  function parse(
    { tags, include, exclude }: WatchedSource,
    answer: SourceAnswer,
    signal: AbortSignal,
    modified?: number,
  ): Promise<SourceContent> {
    const date = modified === undefined ? {} : { date: new Date(modified).toISOString() };
    return queue.readAnswer(answer, { ...options, tags, include, exclude, ...date }, signal);
  }

  /** Ends a poll: deletes what newer articles replaced, and reports. @returns the counts that the source's state has */
  async function finishReading(source: WatchedSource, tally: SourceTally, signal: AbortSignal): Promise<SourceCounts> {
    tally.deleted += await deleteSurplus(stores, source, signal);
    if (tally.deleted > 0) onChanged();
    onRead(source, tally);
    return { kept: await stores.sourceArticles.count(source.url), filtered: tally.filtered, surplus: tally.surplus };
  }

  async function readSitemap(
    source: WatchedSource,
    { headers, movedTo }: FetchAnswer,
    entries: SitemapEntry[] | undefined,
    signal: AbortSignal,
  ): Promise<PollResult> {
    const tally = emptyTally();
    const { waiting, failure } = await walkSitemap(source, entries ?? [], tally, {
      fetcher,
      stores,
      rulesOf,
      clock,
      onChanged,
      signal,
      parse: (answer, modified) => parse(source, answer, signal, modified),
    });
    const taken = await finishReading(source, tally, signal);
    if (failure) return { outcome: "failed", ...failure };
    if (!entries) return { outcome: "unchanged", headers, movedTo, waiting, taken };
    return { outcome: "read", headers, movedTo, kind: "sitemap", waiting, taken };
  }

  async function readAnswer(source: WatchedSource, answer: FetchAnswer, signal: AbortSignal): Promise<PollResult> {
    const { url, headers, movedTo } = answer;
    const content = await parse(source, toSourceAnswer(source.url, answer), signal);
    const { kind } = content;
    if (kind === "unreadable") return { outcome: "failed", error: `It cannot be read: ${content.problem}`, headers };
    if (kind === "sitemap") return readSitemap(source, answer, content.entries, signal);
    const refusal = kind === "page" ? (await rulesOf(url)).refusalFor(url) : undefined;
    if (refusal !== undefined) return { outcome: "failed", error: refusal };
    const tally = emptyTally();
    await storeArticles(stores, source, content, tally, signal);
    if (tally.created + tally.updated > 0) onChanged();
    const taken = await finishReading(source, tally, signal);
    return { outcome: "read", headers, movedTo, kind, ttl: content.ttl, taken };
  }

  return { readAnswer, readSitemap };
}
