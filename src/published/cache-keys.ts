import { sha256 } from "./sha256.ts";

/** The key of everything that is published. */
export const everythingKey = "all";

/** A longer key of its own is replaced by a hash. */
const maxKeyLength = 150;

/** The header lines with all keys may take so many bytes together. */
const maxHeaderBytes = 1024;

/** The bytes of three header lines without keys, and those of a key in them beside its own, three times. */
const emptyLinesBytes = "surrogate-key: \r\ncache-tag: \r\ncache-groups: \r\n".length;
const separatorBytes = 6;

/**
 * Returns the key of a document of its own: its path without the slash and the extension, so that the formats of a channel
 * have one key. It holds no blank, comma or quote.
 * @param path percent-encoded
 */
export function cacheKeyOf(path: string): string {
  const name = path.slice(1).replace(/\.[a-z]+$/, "") || "index";
  const key = name.replaceAll(/[^A-Za-z0-9/._~:%-]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
  return key.length <= maxKeyLength ? key : `~${sha256(Buffer.from(path)).slice(0, 32)}`;
}

/**
 * Returns the headers by which caches purge a document: `Surrogate-Key` (Fastly, Varnish), `Cache-Tag` (Cloudflare) and
 * `Cache-Groups` (RFC 9875), together at most 1 kB. Channels for which there is no room are left out.
 * @param channels the slugs of its channels
 */
export function cacheKeyHeaders(path: string, channels: readonly string[]): Record<string, string> {
  const keys: string[] = [];
  let bytes = emptyLinesBytes;
  for (const key of [cacheKeyOf(path), everythingKey, ...channels.map((slug) => `channel/${slug}`)]) {
    bytes += 3 * key.length + separatorBytes;
    if (bytes > maxHeaderBytes) break;
    keys.push(key);
  }
  return {
    "surrogate-key": keys.join(" "),
    "cache-tag": keys.join(","),
    "cache-groups": keys.map((key) => `"${key}"`).join(", "),
  };
}
