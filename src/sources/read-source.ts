import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { Answer, Fetcher } from "../fetch/fetcher.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import type { SitemapEntry } from "../ingest/sitemap.ts";
import type { PollResult } from "./next-poll.ts";
import type { SourceAnswer, SourceContent } from "./parse-answer.ts";
import type { ParserThread } from "./parser-thread.ts";
import type { Source } from "./poller.ts";
import { requestSource, sourceAnswer } from "./request.ts";
import { openRobots } from "./robots.ts";
import { type WalkOptions, walkSitemap } from "./sitemap-walk.ts";
import type { SourceState } from "./state.ts";
import { emptyTally, type SourceTally, storeArticles } from "./store-articles.ts";

/** A source as the configuration names it. */
export type WatchedSource = Source & {
  /** Added to its articles. */
  tags: readonly string[];
  /** Of a sitemap, only pages whose path begins with this. */
  path?: string | undefined;
};

/**
 * Asks sources and takes their articles in, with their own ids, addresses, authors and dates: feeds, pages, and pages that
 * sitemaps list. An article that the collection has from elsewhere stays as it is.
 * @param deps.onRead told of what each poll that found something to read brought
 */
export function sourceReader(deps: {
  fetcher: Fetcher;
  stores: WalkOptions["stores"];
  thread: Pick<ParserThread, "read">;
  options: Pick<ImportOptions, "origin">;
  clock: Clock;
  changed: () => void;
  onRead: (source: WatchedSource, brought: SourceTally) => void;
}): (source: WatchedSource, state: SourceState, signal: AbortSignal) => Promise<PollResult> {
  const { fetcher, stores, thread, options, clock, changed, onRead } = deps;
  const rulesOf = openRobots({ fetcher, clock });

  const read = ({ tags }: WatchedSource, answered: SourceAnswer, modified?: number): Promise<SourceContent> =>
    thread.read(answered, {
      ...options,
      tags,
      ...(modified !== undefined && { date: new Date(modified).toISOString() }),
    });

  /** @param entries what the sitemap lists; undefined where it is unchanged */
  async function walk(
    source: WatchedSource,
    { headers, movedTo }: Answer,
    entries: SitemapEntry[] | undefined,
    signal: AbortSignal,
  ): Promise<PollResult> {
    const brought = emptyTally();
    const { waiting, failure } = await walkSitemap(source, entries ?? [], brought, {
      ...{ fetcher, stores, rulesOf, clock, changed, signal },
      read: (answered, modified) => read(source, answered, modified),
    });
    onRead(source, brought);
    if (failure) return { outcome: "failed", ...failure };
    if (!entries) return { outcome: "unchanged", headers, movedTo, waiting };
    return { outcome: "read", headers, movedTo, kind: "sitemap", waiting };
  }

  /** @returns why the page is not to be read */
  async function robotsAgainst(url: string): Promise<string | undefined> {
    return (await rulesOf(url)).against(url);
  }

  async function take(source: WatchedSource, answer: Answer, signal: AbortSignal): Promise<PollResult> {
    const { url, headers, movedTo } = answer;
    const reading = await read(source, sourceAnswer(source.url, answer));
    const { kind } = reading;
    if (kind === "unreadable") return { outcome: "failed", error: `It cannot be read: ${reading.problem}`, headers };
    if (kind === "sitemap") return walk(source, answer, reading.entries, signal);
    const against = kind === "page" ? await robotsAgainst(url) : undefined;
    if (against !== undefined) return { outcome: "failed", error: against };
    const brought = emptyTally();
    await storeArticles(stores.articles, source.url, reading, brought, signal);
    if (brought.created + brought.updated > 0) changed();
    onRead(source, brought);
    return { outcome: "read", headers, movedTo, kind, ttl: reading.ttl };
  }

  return async (source, state, signal) => {
    try {
      const against = state.kind === "page" ? await robotsAgainst(state.address) : undefined;
      if (against !== undefined) return { outcome: "failed", error: against };
      const answer = await requestSource(fetcher, state.address, state);
      const { status, headers, movedTo } = answer;
      if (status === 410) return { outcome: "gone" };
      if (status === 200) return await take(source, answer, signal);
      if (status !== 304) return { outcome: "failed", error: `It answers ${status}.`, headers };
      if (state.kind === "sitemap") return await walk(source, answer, undefined, signal);
      return { outcome: "unchanged", headers, movedTo };
    } catch (error) {
      if (error instanceof CourantError) return { outcome: "failed", error: error.message };
      throw error;
    }
  };
}
