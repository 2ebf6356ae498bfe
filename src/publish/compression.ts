import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { sha256 } from "../published/sha256.ts";
import type { Coding, Representation } from "../published/snapshot.ts";

/**
 * How each coding is made. It is done at once, in a thread that makes documents: these keep every core busy by
 * themselves. The levels are where another step costs more time than it saves bytes, for feeds of some hundred
 * kilobytes; docs/decisions/compression-levels.md has the figures.
 */
const compress: Record<Exclude<Coding, "identity">, (body: Buffer) => Buffer> = {
  gzip: (body) => gzipSync(body, { level: 4, memLevel: 9 }),
  br: (body) =>
    brotliCompressSync(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 2, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  zstd: (body) => zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
};

/**
 * The strong ETag of one coding (RFC 9110 section 8.8.3.3: codings need different tags). All codings' tags name the
 * identity's bytes; the suffixes are those that proxies add when they compress by themselves.
 */
export function etagOf(identitySha256: string, coding: Coding): string {
  const name = identitySha256.slice(0, 32);
  return coding === "identity" ? `"${name}"` : `"${name}-${coding}"`;
}

/** A document's bytes as they are, as a variant. @param hash their SHA-256 */
export function identityRepresentation(body: Buffer, hash: string): Representation {
  return { body, bytes: body.length, etag: etagOf(hash, "identity"), sha256: hash };
}

/** A document's bytes in every other coding that makes them smaller. @param hash the SHA-256 of the bytes */
export function compressedRepresentations(body: Buffer, hash: string): Partial<Record<Coding, Representation>> {
  const made = Object.entries(compress).map(([coding, compressed]): [string, Representation] => {
    const encoded = compressed(body);
    const etag = etagOf(hash, coding as Coding);
    return [coding, { body: encoded, bytes: encoded.length, etag, sha256: sha256(encoded) }];
  });
  return Object.fromEntries(made.filter(([, variant]) => variant.bytes < body.length));
}
