import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { Answer, Fetcher } from "../fetch/fetcher.ts";
import type { SitemapEntry } from "../ingest/sitemap.ts";
import type { ArticleStore } from "../stores/articles.ts";
import type { ListedPage, SourcePage, SourcePageStore } from "../stores/source-pages.ts";
import type { Headers } from "./next-poll.ts";
import type { SourceAnswer, SourceContent } from "./parse-answer.ts";
import type { Source } from "./poller.ts";
import { requestSource, sourceAnswer } from "./request.ts";
import type { Rules } from "./robots.ts";
import { type SourceTally, storeArticles } from "./store-articles.ts";

export type WalkOptions = {
  fetcher: Fetcher;
  stores: { articles: Pick<ArticleStore, "put">; sourcePages: SourcePageStore };
  rulesOf: (url: string) => Promise<Rules>;
  read: (answered: SourceAnswer, modified: number | undefined) => Promise<SourceContent>;
  clock: Clock;
  changed: () => void;
};

/** How a walk ended. `waiting`: pages that are due still; `failure`: why it ended before that. */
export type WalkResult = { waiting: number; failure?: { error: string; headers?: Headers } };

/** Pages of one source in one poll: what is left waits for the next. */
const maxPagesPerPoll = 1000;
/** Failures in a row after which the site is left alone. */
const maxFailures = 3;
/** Entries that are noted in one go; between two, requests are answered. */
const entriesPerBatch = 500;

/**
 * Asks for the pages that the sitemap of a source lists: what is new or was modified, one after another, with a pause
 * between, and takes in the articles that they are. It goes on where it ended, also after a restart.
 * @param listed what the sitemap says now; nothing where it is unchanged
 * @param brought is added to
 */
export async function walkSitemap(
  source: Source & { path?: string | undefined },
  listed: readonly SitemapEntry[],
  brought: SourceTally,
  { signal, ...options }: WalkOptions & { signal: AbortSignal },
): Promise<WalkResult> {
  const { fetcher, stores, rulesOf, read, clock, changed } = options;
  const started = clock.now();
  let failures = 0;
  let failure: WalkResult["failure"];
  await note(listed);

  async function note(entries: readonly SitemapEntry[]): Promise<void> {
    const ours: readonly ListedPage[] = entries.filter(({ url, kind }) => belongs(url, kind, source));
    for (let start = 0; start === 0 || start < ours.length; start += entriesPerBatch) {
      if (start > 0) signal.throwIfAborted();
      await stores.sourcePages.note(source.url, ours.slice(start, start + entriesPerBatch), started);
      await setImmediate();
    }
  }

  /** @returns what the page says of its state, and why it failed, where it did */
  async function visit(page: SourcePage): Promise<{ page: SourcePage; error?: string }> {
    const rules = await rulesOf(page.url);
    const against = page.kind === "page" ? rules.against(page.url) : undefined;
    if (against !== undefined) {
      brought.rejected.push({ where: page.url, error: new CourantError("FETCH_REFUSED", against).toProblem() });
      return { page };
    }
    await pause(clock, rules.pause, signal);
    const answer = await requestSource(fetcher, page.url, page);
    const { status, headers } = answer;
    const error = `${page.url} answers ${status}.`;
    if (status === 429 || status === 503) failure = { error, headers };
    if (status >= 500 || status === 429) return { page, error };
    if (status !== 200) return { page };
    await take(page, answer);
    const { etag, "last-modified": lastModified } = headers;
    const { etag: _, lastModified: __, ...rest } = page;
    return { page: { ...rest, ...(etag && { etag }), ...(lastModified && { lastModified }) } };
  }

  async function take(page: SourcePage, answer: Answer): Promise<void> {
    const reading = await read({ ...sourceAnswer(page.url, answer), isListed: true }, page.modified);
    if (reading.kind === "sitemap") await note(reading.entries);
    else if (reading.kind === "page") {
      const before = brought.created + brought.updated;
      await storeArticles(stores.articles, source.url, reading, brought, signal);
      if (brought.created + brought.updated > before) changed();
    }
  }

  for (let count = 0; count < maxPagesPerPoll && failure === undefined; count++) {
    const page = await stores.sourcePages.findDue(source.url, started);
    if (!page) break;
    const visited = await visit(page).catch((error: unknown) => {
      if (!(error instanceof CourantError) || signal.aborted) throw error;
      return error.code === "FETCH_REFUSED" ? { page } : { page, error: error.message };
    });
    const { error } = visited;
    failures = error === undefined ? 0 : failures + 1;
    if (error !== undefined && failures === maxFailures) failure ??= { error };
    await stores.sourcePages.keep(source.url, visited.page, { asked: clock.now(), failed: error !== undefined });
  }
  return { waiting: await stores.sourcePages.countDue(source.url), ...(failure && { failure }) };
}

/** A sitemap speaks for its own site (https://www.sitemaps.org/protocol.html#location), with or without `www.`. */
function belongs(
  address: string,
  kind: ListedPage["kind"],
  source: { url: string; path?: string | undefined },
): boolean {
  const [url, site] = [new URL(address), new URL(source.url)];
  const bare = ({ host }: URL) => host.replace(/^www\./, "");
  if (bare(url) !== bare(site)) return false;
  return kind === "sitemap" || source.path === undefined || url.pathname.startsWith(source.path);
}

/** @throws when it is called off meanwhile */
function pause(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const end = (then: () => void) => {
      cancel();
      signal.removeEventListener("abort", abort);
      then();
    };
    const abort = () => end(() => reject(signal.reason));
    const cancel = clock.after(milliseconds, () => end(resolve));
    signal.addEventListener("abort", abort);
  });
}
