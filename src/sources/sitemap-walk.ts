import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { FetchAnswer, Fetcher } from "../fetch/fetcher.ts";
import type { SitemapEntry } from "../ingest/sitemap.ts";
import type { SourceAnswer, SourceContent } from "../ingest-queue/parse-answer.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { SourceArticleStore } from "../stores/source-articles.ts";
import type { ListedPage, SourcePage, SourcePageStore } from "../stores/source-pages.ts";
import type { HeaderFields } from "./next-poll.ts";
import type { Source } from "./poller.ts";
import { requestSource, toSourceAnswer } from "./request.ts";
import type { RobotsRules } from "./robots.ts";
import { type SourceTally, storeArticles } from "./store-articles.ts";

export type WalkOptions = {
  fetcher: Fetcher;
  stores: {
    articles: Pick<ArticleStore, "put" | "remove">;
    sourceArticles: SourceArticleStore;
    sourcePages: SourcePageStore;
  };
  rulesOf: (url: string) => Promise<RobotsRules>;
  parse: (answer: SourceAnswer, modified: number | undefined) => Promise<SourceContent>;
  clock: Clock;
  onChanged: () => void;
};

/** The result of a walk. `waiting`: pages that are still due; `failure`: why the walk ended early. */
export type WalkResult = { waiting: number; failure?: { error: string; headers?: HeaderFields } };

/** Pages of one source in one poll. The others wait for the next poll. */
const maxPagesPerPoll = 1000;
/** Failures in a row after which the site is left alone. */
const maxFailuresPerPoll = 3;
/** Sitemap entries that are stored together. Between two batches, other work gets its turn. */
const entriesPerBatch = 500;

/**
 * Fetches the pages that the sitemap of a source lists and that are new or modified, one after another, with a pause
 * between them, and stores their articles. The next walk goes on where this one ended, also after a restart.
 * @param entries the entries of the sitemap; none when it is unchanged
 * @param tally receives the results
 */
export async function walkSitemap(
  source: Source & { path?: string | undefined; most: number },
  entries: readonly SitemapEntry[],
  tally: SourceTally,
  { signal, ...options }: WalkOptions & { signal: AbortSignal },
): Promise<WalkResult> {
  const { fetcher, stores, rulesOf, parse, clock, onChanged } = options;
  const startedAt = clock.now();
  let failures = 0;
  let failure: WalkResult["failure"];
  await listPages(entries);

  async function listPages(entries: readonly SitemapEntry[]): Promise<void> {
    const ownPages: readonly ListedPage[] = entries.filter(({ url, kind }) => isOwnPage(url, kind, source));
    for (let start = 0; start === 0 || start < ownPages.length; start += entriesPerBatch) {
      if (start > 0) signal.throwIfAborted();
      await stores.sourcePages.note(source.url, ownPages.slice(start, start + entriesPerBatch), startedAt);
      await setImmediate();
    }
  }

  /** @returns the page with its new validators, and the error if it failed */
  async function visitPage(page: SourcePage): Promise<{ page: SourcePage; error?: string }> {
    const rules = await rulesOf(page.url);
    const refusal = page.kind === "page" ? rules.refusalFor(page.url) : undefined;
    if (refusal !== undefined) {
      tally.rejected.push({ where: page.url, error: new CourantError("FETCH_REFUSED", refusal).toProblem() });
      return { page };
    }
    await waitUnlessAborted(clock, rules.pauseMs, signal);
    const answer = await requestSource(fetcher, page.url, page);
    const { status, headers } = answer;
    const error = `${page.url} answered ${status}.`;
    if (status === 429 || status === 503) failure = { error, headers };
    if (status >= 500 || status === 429) return { page, error };
    if (status !== 200) return { page };
    await storePage(page, answer);
    const { etag, "last-modified": lastModified } = headers;
    const { etag: _, lastModified: __, ...rest } = page;
    return { page: { ...rest, ...(etag && { etag }), ...(lastModified && { lastModified }) } };
  }

  async function storePage(page: SourcePage, answer: FetchAnswer): Promise<void> {
    const content = await parse({ ...toSourceAnswer(page.url, answer), isListed: true }, page.modified);
    if (content.kind === "sitemap") await listPages(content.entries);
    else if (content.kind === "page") {
      const before = tally.created + tally.updated;
      await storeArticles(stores, source, content, tally, signal);
      if (tally.created + tally.updated > before) onChanged();
    }
  }

  for (let count = 0; count < maxPagesPerPoll && failure === undefined; count++) {
    const page = await stores.sourcePages.findDue(source.url, startedAt);
    if (!page) break;
    const visit = await visitPage(page).catch((error: unknown) => {
      if (!(error instanceof CourantError) || signal.aborted) throw error;
      return error.code === "FETCH_REFUSED" ? { page } : { page, error: error.message };
    });
    const { error } = visit;
    failures = error === undefined ? 0 : failures + 1;
    if (error !== undefined && failures === maxFailuresPerPoll) failure ??= { error };
    await stores.sourcePages.keep(source.url, visit.page, { asked: clock.now(), failed: error !== undefined });
  }
  return { waiting: await stores.sourcePages.countDue(source.url), ...(failure && { failure }) };
}

/**
 * Tells whether a page belongs to the sitemap's site (https://www.sitemaps.org/protocol.html#location), with or without
 * `www.`.
 */
export function isOwnPage(
  address: string,
  kind: ListedPage["kind"],
  source: { url: string; path?: string | undefined },
): boolean {
  const [url, site] = [new URL(address), new URL(source.url)];
  const bareHost = ({ host }: URL) => host.replace(/^www\./, "");
  if (bareHost(url) !== bareHost(site)) return false;
  return kind === "sitemap" || source.path === undefined || url.pathname.startsWith(source.path);
}

/** Waits. @throws the reason of the signal when it aborts */
function waitUnlessAborted(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const finish = (then: () => void) => {
      cancel();
      signal.removeEventListener("abort", abort);
      then();
    };
    const abort = () => finish(() => reject(signal.reason));
    const cancel = clock.after(milliseconds, () => finish(resolve));
    signal.addEventListener("abort", abort);
  });
}
