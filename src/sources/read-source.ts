import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { FetchAnswer, Fetcher } from "../fetch/fetcher.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import type { SitemapEntry } from "../ingest/sitemap.ts";
import type { PollResult } from "./next-poll.ts";
import type { SourceAnswer, SourceContent } from "./parse-answer.ts";
import type { ParserThread } from "./parser-thread.ts";
import type { Source } from "./poller.ts";
import { requestSource, toSourceAnswer } from "./request.ts";
import { openRobots } from "./robots.ts";
import { type WalkOptions, walkSitemap } from "./sitemap-walk.ts";
import type { SourceState } from "./state.ts";
import { emptyTally, type SourceTally, storeArticles } from "./store-articles.ts";

/** A source from the configuration. */
export type WatchedSource = Source & {
  /** Tags added to its articles. */
  tags: readonly string[];
  /** For a sitemap: only pages whose path begins with this are read. */
  path?: string | undefined;
};

type SourceReaderDeps = {
  fetcher: Fetcher;
  stores: WalkOptions["stores"];
  thread: Pick<ParserThread, "parse">;
  options: Pick<ImportOptions, "origin">;
  clock: Clock;
  onChanged: () => void;
  /** Called after each poll that found something to read. */
  onRead: (source: WatchedSource, tally: SourceTally) => void;
};

type PollSource = (source: WatchedSource, state: SourceState, signal: AbortSignal) => Promise<PollResult>;

/**
 * Creates the function that polls a source: a feed, a page, or the pages of a sitemap. Articles keep their own ids,
 * addresses, authors and dates. An article that the collection has from elsewhere stays unchanged.
 */
export function sourceReader(deps: SourceReaderDeps): PollSource {
  const { fetcher, stores, thread, options, clock, onChanged, onRead } = deps;
  const rulesOf = openRobots({ fetcher, clock });

  function parse({ tags }: WatchedSource, answer: SourceAnswer, modified?: number): Promise<SourceContent> {
    const date = modified === undefined ? {} : { date: new Date(modified).toISOString() };
    return thread.parse(answer, { ...options, tags, ...date });
  }

  /** @param entries the entries of the sitemap; undefined when it is unchanged */
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
      parse: (answer, modified) => parse(source, answer, modified),
    });
    onRead(source, tally);
    if (failure) return { outcome: "failed", ...failure };
    if (!entries) return { outcome: "unchanged", headers, movedTo, waiting };
    return { outcome: "read", headers, movedTo, kind: "sitemap", waiting };
  }

  /** @returns why robots.txt forbids the page, or undefined when it does not */
  async function robotsRefusal(url: string): Promise<string | undefined> {
    return (await rulesOf(url)).refusalFor(url);
  }

  async function readAnswer(source: WatchedSource, answer: FetchAnswer, signal: AbortSignal): Promise<PollResult> {
    const { url, headers, movedTo } = answer;
    const content = await parse(source, toSourceAnswer(source.url, answer));
    const { kind } = content;
    if (kind === "unreadable") return { outcome: "failed", error: `It cannot be read: ${content.problem}`, headers };
    if (kind === "sitemap") return readSitemap(source, answer, content.entries, signal);
    const refusal = kind === "page" ? await robotsRefusal(url) : undefined;
    if (refusal !== undefined) return { outcome: "failed", error: refusal };
    const tally = emptyTally();
    await storeArticles(stores.articles, source.url, content, tally, signal);
    if (tally.created + tally.updated > 0) onChanged();
    onRead(source, tally);
    return { outcome: "read", headers, movedTo, kind, ttl: content.ttl };
  }

  return async (source, state, signal) => {
    try {
      const refusal = state.kind === "page" ? await robotsRefusal(state.address) : undefined;
      if (refusal !== undefined) return { outcome: "failed", error: refusal };
      const answer = await requestSource(fetcher, state.address, state);
      const { status, headers, movedTo } = answer;
      if (status === 410) return { outcome: "gone" };
      if (status === 200) return await readAnswer(source, answer, signal);
      if (status !== 304) return { outcome: "failed", error: `It answers ${status}.`, headers };
      if (state.kind === "sitemap") return await readSitemap(source, answer, undefined, signal);
      return { outcome: "unchanged", headers, movedTo };
    } catch (error) {
      if (error instanceof CourantError) return { outcome: "failed", error: error.message };
      throw error;
    }
  };
}
