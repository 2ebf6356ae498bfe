import { setImmediate } from "node:timers/promises";
import type { Prepared } from "../article/prepare.ts";
import type { Collection } from "../collection/collection.ts";
import { CourantError, type Problem } from "../errors.ts";
import type { Answer, Fetcher } from "../fetch/fetcher.ts";
import { decodeText } from "../ingest/decode.ts";
import { type ImportOptions, ingest } from "../ingest/ingest.ts";
import type { Polled } from "./next-poll.ts";
import type { Source } from "./poller.ts";
import type { SourceState } from "./state.ts";

/** A source as the configuration names it; `tags` are added to its articles. */
export type FeedSource = Source & { tags: readonly string[] };

/** What a poll brought in. */
export type Brought = {
  created: number;
  updated: number;
  unchanged: number;
  rejected: { where: string; error: Problem }[];
};

/** So many articles are taken in one go; between two, requests are answered. */
const batch = 25;

/**
 * Asks sources and takes their articles in, with their own ids, addresses, authors and dates. An article that the
 * collection has from elsewhere stays as it is.
 * @param deps.onRead told of what each poll that found something new to read brought
 */
export function sourceReader(deps: {
  fetcher: Fetcher;
  collection: Pick<Collection, "put">;
  options: Pick<ImportOptions, "baseUrl" | "origin">;
  changed: () => void;
  onRead: (source: FeedSource, brought: Brought) => void;
}): (source: FeedSource, state: SourceState) => Promise<Polled> {
  const { fetcher, collection, options, changed, onRead } = deps;

  async function takeIn(source: FeedSource, { url, headers, body }: Answer): Promise<void> {
    const mediaType = headers["content-type"];
    const text = decodeText(body, mediaType);
    const { drafts, rejected } = ingest(
      { name: source.url, mediaType, text },
      { ...options, baseUrl: url, tags: source.tags },
    );
    const [unread] = rejected;
    if (drafts.length === 0 && unread?.where === source.url) {
      throw new CourantError("INPUT_UNREADABLE", `It is no feed that can be read: ${unread.error.detail}`);
    }
    const brought: Brought = { created: 0, updated: 0, unchanged: 0, rejected: [...rejected] };
    for (let start = 0; start < drafts.length; start += batch) {
      const part = drafts.slice(start, start + batch);
      const outcomes = await collection.put(
        part.map(({ prepared }) => from(source, prepared)),
        { source: source.url },
      );
      for (const [index, result] of outcomes.entries()) {
        if (result.outcome !== "rejected") brought[result.outcome]++;
        else brought.rejected.push({ where: part[index]?.where ?? source.url, error: result.error.toProblem() });
      }
      await setImmediate();
    }
    if (brought.created + brought.updated > 0) changed();
    onRead(source, brought);
  }

  return async (source, { address, etag, lastModified }) => {
    try {
      const answer = await fetcher.fetch(address, {
        headers: {
          accept: "application/feed+json, application/json;q=0.9, */*;q=0.1",
          ...(etag !== undefined && { "if-none-match": etag }),
          ...(lastModified !== undefined && { "if-modified-since": lastModified }),
        },
      });
      const { status, headers, movedTo } = answer;
      if (status === 304) return { outcome: "unchanged", headers, movedTo };
      if (status === 410) return { outcome: "gone" };
      if (status !== 200) return { outcome: "failed", error: `It answers ${status}.`, headers };
      await takeIn(source, answer);
      return { outcome: "read", headers, movedTo, ttl: undefined };
    } catch (error) {
      if (error instanceof CourantError) return { outcome: "failed", error: error.message };
      throw error;
    }
  };
}

function from({ url }: FeedSource, { draft, names }: Prepared): Prepared {
  return { draft: { ...draft, _courant: { ...draft._courant, source: url } }, names };
}
