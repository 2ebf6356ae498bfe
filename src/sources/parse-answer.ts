import { gunzipSync } from "node:zlib";
import { counted } from "../article/limits.ts";
import { CourantError, messageOf } from "../errors.ts";
import { decodeText } from "../ingest/decode.ts";
import { detectFormat } from "../ingest/detect-format.ts";
import { ttlOf } from "../ingest/feed-ttl.ts";
import { type ImportOptions, type IngestResult, ingest } from "../ingest/ingest.ts";
import { type SitemapEntry, sitemapOf } from "../ingest/sitemap.ts";

/**
 * What a source answered. `name`: what it is called in messages, and the articles that have no address are known by;
 * `robots`: its X-Robots-Tag; `isListed`: it is a page that a sitemap lists.
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
 * What is in an answer. `ttl`: seconds, as a feed asks for; `skipped`: how many articles are not meant for everybody;
 * `problem`: why nothing can be read from it.
 */
export type SourceContent =
  | ({ kind: "feed" | "page"; ttl: number | undefined; skipped: number } & Pick<IngestResult, "drafts" | "rejected">)
  | { kind: "sitemap"; entries: SitemapEntry[] }
  | { kind: "unreadable"; problem: string };

/** Bytes of a sitemap, without gzip; and of everything else, which takes fifty times as much memory to read. */
const maxBytes = { sitemap: 64 * 1024 * 1024, other: 8 * 1024 * 1024 };

/** Reads what a source answered: a feed, a page or a sitemap. Pure; never throws for what it reads. */
export function parseAnswer(
  { url, bytes, ...answered }: SourceAnswer,
  options: Pick<ImportOptions, "origin" | "tags" | "date">,
): SourceContent {
  try {
    const plain = unzipped(bytes);
    const text = decodeText(plain, answered.mediaType);
    const entries = sitemapOf(text);
    if (entries) return { kind: "sitemap", entries };
    if (plain.length > maxBytes.other) {
      const problem = `It has ${counted(plain.length)} bytes; expected at most ${counted(maxBytes.other)}.`;
      return { kind: "unreadable", problem };
    }
    const input = { ...answered, address: url, text };
    const kind = detectFormat(input, {}) === "html" ? "page" : "feed";
    const { drafts, rejected, skipped } = ingest(input, { ...options, baseUrl: url });
    const [first] = rejected;
    if (drafts.length === 0 && first?.where === input.name) return { kind: "unreadable", problem: first.error.detail };
    return { kind, ttl: kind === "feed" ? ttlOf(text) : undefined, drafts, rejected, skipped: skipped.length };
  } catch (error) {
    if (!(error instanceof CourantError)) throw error;
    return { kind: "unreadable", problem: error.message };
  }
}

/** Sitemaps may be gzip files, beside what HTTP compresses. */
function unzipped(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: maxBytes.sitemap });
  } catch (error) {
    throw new CourantError("FORMAT_UNKNOWN", `It is a gzip file that cannot be unpacked: ${messageOf(error)}.`);
  }
}
