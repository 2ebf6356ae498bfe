import { randomUUID } from "node:crypto";
import { type ArticleOutcome, createReport, type ImportReport, leftOutOutcome } from "../../admin/import.ts";
import type { ImportOptions } from "../../ingest/ingest.ts";
import type { InputPart } from "../../ingest-queue/split-input.ts";
import type { MatchOptions } from "../../stores/draft-input.ts";
import type { ServiceClient } from "../workspace/service-client.ts";
import type { OpenedInput } from "./inputs.ts";

/** The size of a part of NDJSON or of an export of WordPress. A running service gets each part in a request of its own. */
export const requestPartBytes = 2 * 1024 * 1024;

/** The report of a part. `remaining` estimates how many parts follow. */
export type InputPartReport = ImportReport & { remaining?: number | undefined };

/** Sends an input to the service, part by part. */
export async function* sendInput(
  service: ServiceClient,
  { chunks, address, robots, source, matchLinks, replaces, ...input }: OpenedInput & MatchOptions,
  options: ImportOptions,
): AsyncGenerator<InputPartReport> {
  const { splitInput } = await import("../../ingest-queue/split-input.ts");
  const sent = { address, robots, source, matchLinks, replaces };
  const key = randomUUID();
  const { watchFormerFeeds } = await import("../../ingest-queue/watch-former-feeds.ts");
  const watched = watchFormerFeeds(chunks, { address, blogUrl: options.url ?? options.baseUrl });
  const { format, frames, timezone } = options;
  for await (const part of splitInput(watched.chunks, {
    ...input,
    format,
    frames,
    timezone,
    partBytes: requestPartBytes,
  })) {
    if (!("bytes" in part)) yield createReport([leftOutOutcome(part)]);
    else {
      // Only an input that may have several parts has lines.
      const isPart = part.firstLine !== undefined;
      const report = await service.import({ ...part, ...sent, input: isPart ? key : undefined }, options);
      // The service sees an export of WordPress in parts, without its beginning.
      const articles = withNotes(report.articles, part);
      yield { ...report, articles, formerFeeds: watched.formerFeeds(), remaining: part.remaining };
    }
  }
}

/** Adds the notes of a part to its articles, whose places end with their lines. The service does not know them. */
function withNotes(articles: readonly ArticleOutcome[], { notes, firstLine = 1 }: InputPart): ArticleOutcome[] {
  return articles.map((article) => {
    const [, line] = /, line (\d+)$/.exec(article.where) ?? [];
    const added = line === undefined ? undefined : notes?.get(Number(line) - firstLine);
    if (added === undefined || !("id" in article)) return article;
    return { ...article, note: [added, article.note].filter((note) => note !== undefined).join(" ") };
  });
}
