import { gunzipSync } from "node:zlib";
import { formatCount } from "../article/limits.ts";
import { CourantError, messageOf } from "../errors.ts";
import { decodeText } from "../ingest/decode.ts";
import { detectFormat } from "../ingest/detect-format.ts";
import { feedTtlSeconds } from "../ingest/feed-ttl.ts";
import { type ImportOptions, type IngestResult, ingest } from "../ingest/ingest.ts";
import { parseSitemap, type SitemapEntry } from "../ingest/sitemap.ts";
import { createArticleFilter, type FilterSettings } from "./article-filter.ts";

/**
 * An answer of a source. `name`: its name in messages, which also identifies articles without an address; `robots`: its
 * X-Robots-Tag; `isListed`: it is a page that a sitemap lists.
 */
export type SourceAnswer = {
  name: string;
  url: string;
  mediaType: string | undefined;
  robots?: string | undefined;
  isListed?: boolean;
  bytes: Uint8Array;
};

/**
 * The content of an answer. `ttl`: the seconds that a feed asks for; `skipped`: the number of articles that are not
 * meant for everybody; `filtered`: the number of articles that the source's patterns leave out; `problem`: why the
 * answer cannot be read.
 */
export type SourceContent =
  | ({ kind: "feed" | "page"; ttl: number | undefined; skipped: number; filtered: number } & Pick<
      IngestResult,
      "drafts" | "rejected"
    >)
  | { kind: "sitemap"; entries: SitemapEntry[] }
  | { kind: "unreadable"; problem: string };

export type ParserOptions = Pick<ImportOptions, "siteUrl" | "origin" | "tags" | "date" | "frames"> & FilterSettings;

/** The size limit of a sitemap without gzip, and of any other answer, which needs fifty times as much memory. */
const maxAnswerBytes = { sitemap: 64 * 1024 * 1024, other: 8 * 1024 * 1024 };

/** Parses the answer of a source: a feed, a page or a sitemap. Pure; throws for no content. */
export function parseAnswer(
  { url, bytes, ...answer }: SourceAnswer,
  { include, exclude, ...options }: ParserOptions,
): SourceContent {
  try {
    const content = gunzip(bytes);
    const text = decodeText(content, answer.mediaType);
    const entries = parseSitemap(text);
    if (entries) return { kind: "sitemap", entries };
    if (content.length > maxAnswerBytes.other) {
      const problem = `It has ${formatCount(content.length)} bytes; expected at most ${formatCount(maxAnswerBytes.other)}.`;
      return { kind: "unreadable", problem };
    }
    const input = { ...answer, address: url, text };
    const kind = detectFormat(input, {}) === "html" ? "page" : "feed";
    const { drafts: all, rejected, skipped } = ingest(input, { ...options, baseUrl: url });
    const [first] = rejected;
    if (all.length === 0 && first?.where === input.name) return { kind: "unreadable", problem: first.error.detail };
    const isTaken = createArticleFilter({ include, exclude });
    const drafts = all.filter(({ prepared }) => isTaken(prepared.draft));
    const counts = { skipped: skipped.length, filtered: all.length - drafts.length };
    return { kind, ttl: kind === "feed" ? feedTtlSeconds(text) : undefined, drafts, rejected, ...counts };
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    return { kind: "unreadable", problem: error.message };
  }
}

/** Unpacks a sitemap that is a gzip file, beside the compression of HTTP. */
function gunzip(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxAnswerBytes.sitemap });
  } catch (error) {
    throw new CourantError("FORMAT_UNKNOWN", `It is a gzip file that cannot be unpacked: ${messageOf(error)}.`);
  }
}
