import { request } from "undici";
import { sha256 } from "../../src/published/sha256.ts";

/** The hash of each document's bytes as they are sent, and the headers that readers keep, by path. */
export type Served = Record<string, { bytes: string; etag: string; lastModified: string }>;

const paths = ["/", "/feeds.opml", "/feeds/news", "/articles/urn:x:1"].concat(
  ["news", "tech"].flatMap((slug) => ["rss", "atom", "json"].map((format) => `/feeds/${slug}.${format}`)),
  ["rss", "atom", "json"].map((format) => `/feeds/news/archive/1.${format}`),
);
const codings = ["identity", "gzip", "br", "zstd"];

/** Asks a service for every kind of document, in every coding. */
export async function servedBy(url: string): Promise<Served> {
  const served: Served = {};
  for (const path of paths) {
    for (const coding of codings) {
      const { statusCode, headers, body } = await request(url + path, { headers: { "accept-encoding": coding } });
      const bytes = Buffer.from(await body.arrayBuffer());
      if (statusCode !== 200) throw new Error(`${path} is answered ${statusCode}: ${bytes}`);
      const [etag, lastModified] = [String(headers.etag), String(headers["last-modified"])];
      served[`${path} ${coding}`] = { bytes: sha256(bytes), etag, lastModified };
    }
  }
  return served;
}
