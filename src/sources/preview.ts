import { withoutUndefined } from "../article/fields.ts";
import type { Clock } from "../clock.ts";
import { CourantError } from "../errors.ts";
import type { Fetcher } from "../fetch/fetcher.ts";
import type { ImportOptions } from "../ingest/ingest.ts";
import type { SourceContent } from "../ingest-queue/parse-answer.ts";
import type { IngestQueue } from "../ingest-queue/queue.ts";
import { pickNewest } from "./newest-articles.ts";
import type { SourcePreview } from "./preview-schema.ts";
import type { WatchedSource } from "./read-answer.ts";
import { requestSource, toSourceAnswer } from "./request.ts";
import { openRobots } from "./robots.ts";
import { isOwnPage } from "./sitemap-walk.ts";

export type { PreviewArticle, SourcePreview } from "./preview-schema.ts";

export type PreviewDeps = {
  fetcher: Fetcher;
  queue: Pick<IngestQueue, "readAnswer">;
  options: Pick<ImportOptions, "siteUrl" | "origin" | "frames">;
  clock: Clock;
};

/** How many articles, pages and mistakes a preview shows. */
const maxShown = 20;

/**
 * Requests a source and reads its answer as a poll does, but stores nothing.
 * @throws FETCH_REFUSED, FETCH_FAILED, INPUT_UNREADABLE
 */
export async function previewSource(source: WatchedSource, deps: PreviewDeps): Promise<SourcePreview> {
  const { fetcher, queue, options, clock } = deps;
  const answer = await requestSource(fetcher, source.url, {});
  const { status, url: address } = answer;
  if (status !== 200) throw new CourantError("FETCH_FAILED", `The server answered ${status}. Check the address.`);
  const { tags, include, exclude } = source;
  const content = await queue.readAnswer(toSourceAnswer(source.url, answer), { ...options, tags, include, exclude });
  if (content.kind === "unreadable") {
    throw new CourantError("INPUT_UNREADABLE", `The answer of the source cannot be read: ${content.problem}`);
  }
  if (content.kind === "page") {
    const refusal = (await openRobots({ fetcher, clock })(address)).refusalFor(address);
    if (refusal !== undefined) throw new CourantError("FETCH_REFUSED", refusal);
  }
  return { address, ...describeContent(content, source) };
}

type ReadableContent = Exclude<SourceContent, { kind: "unreadable" }>;

function describeContent(content: ReadableContent, source: WatchedSource): Omit<SourcePreview, "address"> {
  const none = { articles: [], pages: [], skipped: 0, filtered: 0, surplus: 0, rejected: [] };
  if (content.kind === "sitemap") {
    const pages = content.entries.filter(({ url, kind }) => isOwnPage(url, kind, source));
    const shown = pages
      .slice(0, maxShown)
      .map(({ url, modified }) => ({ url, ...withoutUndefined({ modified: formatTime(modified) }) }));
    return { ...none, kind: "sitemap", taken: pages.length, pages: shown };
  }
  const { kind, drafts, skipped, filtered, rejected } = content;
  const taken = pickNewest(drafts, source);
  return {
    ...none,
    kind,
    taken: taken.length,
    articles: taken.slice(0, maxShown).map(({ prepared: { draft } }) => {
      const { id, url, title, summary, date_published, tags } = draft;
      return withoutUndefined({ id, url, title, summary, date_published, tags });
    }),
    skipped,
    filtered,
    surplus: drafts.length - taken.length,
    rejected: rejected.slice(0, maxShown).map(({ where, error }) => ({ where, error: error.detail })),
  };
}

function formatTime(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
