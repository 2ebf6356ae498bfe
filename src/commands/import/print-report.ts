import { type ArticleOutcome, createReport, type ImportReport, leftOutOutcome } from "../../admin/import.ts";
import { formatCount } from "../../article/limits.ts";
import { rootPath } from "../../article/root-path.ts";
import { isFreePath } from "../../config/own-paths.ts";
import type { Config } from "../../config/schema.ts";
import type { SkippedArticle } from "../../ingest/skip.ts";
import type { Output } from "../process/output.ts";

type ReportOptions = { output: Output; stopSignal: AbortSignal } & MovedOptions;

/**
 * `channel`: the channel that is suggested to the subscribers of feeds that the articles come from; `origin`: the public
 * address of this service; `moved`: the setting.
 */
type MovedOptions = { channel: string; origin: string; moved: Config["moved"] };

/**
 * Prints how each article fared, and the counts.
 * @param ignored the files of folders that were not imported, a summary for each folder
 * @returns whether everything was imported
 */
export function printReport(
  report: ImportReport,
  ignored: readonly SkippedArticle[],
  { output, stopSignal, ...service }: ReportOptions,
): boolean {
  const { articles, formerFeeds = [] } = report;
  if (output.json) output.result(createReport([...articles, ...ignored.map(leftOutOutcome)], formerFeeds));
  else {
    for (const { where, reason } of ignored) output.error(`ignored in ${where}: ${reason}`);
    printArticles(articles, output);
    const { created, updated, unchanged, rejected, skipped } = report;
    output.line(
      `${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected${skipped > 0 ? `, ${skipped} skipped` : ""}`,
    );
    for (const line of movedLines(formerFeeds, service)) output.line(line);
  }
  if (stopSignal.aborted) {
    output.error(
      "Stopped before the end. The articles counted here are imported; run the same import again to add the rest.",
    );
  }
  return report.rejected === 0 && !stopSignal.aborted;
}

/** Returns the lines of the configuration that keep the subscribers of former feeds, unless it has them. */
function movedLines(formerFeeds: readonly string[], { channel, origin, moved }: MovedOptions): string[] {
  const root = rootPath(origin);
  const pathOf = ({ pathname, search, origin: host }: URL) => {
    const isBelow = host === new URL(origin).origin && pathname.startsWith(`${root}/`);
    return (isBelow ? pathname.slice(root.length) : pathname) + search;
  };
  const feeds = formerFeeds.map((feed) => new URL(feed)).filter((feed) => isFreePath(pathOf(feed)));
  const paths = [...new Set(feeds.map(pathOf))].filter((path) => !Object.hasOwn(moved, path));
  if (paths.length === 0) return [];
  return [
    `Readers may have subscribed to ${feeds[0]?.href}. If this service takes over that address, these lines in the configuration keep the subscribers:`,
    "moved:",
    ...paths.map((path) => `  ${JSON.stringify(path)}: ${channel}`),
  ];
}

/** Imported articles that are listed; a longer list would hide what needs attention. */
const maxListedArticles = 100;

/** Prints the articles that went in, up to `maxListedArticles`, and after them all that did not. */
function printArticles(articles: readonly ArticleOutcome[], output: Output): void {
  const isImported = (article: ArticleOutcome) => "id" in article;
  const imported = articles.filter(isImported);
  for (const article of imported.slice(0, maxListedArticles)) printArticle(article, output);
  const unlisted = imported.length - maxListedArticles;
  if (unlisted > 0) output.line(`and ${formatCount(unlisted)} more; --json lists all`);
  for (const article of articles) if (!isImported(article)) printArticle(article, output);
}

function printArticle(article: ArticleOutcome, output: Output): void {
  if (article.outcome === "rejected") output.error(`rejected   ${article.where}: ${article.error.detail}`);
  else if (article.outcome === "skipped") output.line(`skipped    ${article.where}: ${article.reason}`);
  else {
    const { outcome, where, id, title, url } = article;
    output.line(`${outcome.padEnd(9)}  ${where}: ${title ?? id}`);
    output.line(`           ${id}${url === undefined || url === id ? "" : `  ${url}`}`);
    if (article.note !== undefined) output.line(`           ${article.note}`);
  }
}
