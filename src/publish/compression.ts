import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import { sha256 } from "../published/sha256.ts";
import type { Coding, Representation } from "../published/snapshot.ts";

/**
 * Compresses a body for each coding. The calls are synchronous because they run in worker threads, which keep every core
 * busy already. At these levels, one step more costs more time than it saves bytes in feeds of some hundred kilobytes;
 * docs/decisions/compression-levels.md has the figures.
 */
const compress: Record<Exclude<Coding, "identity">, (body: Buffer) => Buffer> = {
  gzip: (body) => gzipSync(body, { level: 4, memLevel: 6 }),
  br: (body) =>
    brotliCompressSync(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 2, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  zstd: (body) => zstdCompressSync(body, { params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
};

/**
 * Returns the strong ETag of one coding (RFC 9110 section 8.8.3.3: codings need different tags). The tags of all codings
 * name the identity bytes. The suffixes are the same that proxies add when they compress.
 */
export function etagOfCoding(identitySha256: string, coding: Coding): string {
  const name = identitySha256.slice(0, 32);
  return coding === "identity" ? `"${name}"` : `"${name}-${coding}"`;
}

/** Returns the uncompressed representation of a document. @param hash the SHA-256 of the bytes */
export function identityRepresentation(body: Buffer, hash: string): Representation {
  return { body, bytes: body.length, etag: etagOfCoding(hash, "identity"), sha256: hash };
}

/** Compresses a document in each coding that makes it smaller. @param hash the SHA-256 of the uncompressed bytes */
export function compressedRepresentations(body: Buffer, hash: string): Partial<Record<Coding, Representation>> {
  const representations = Object.entries(compress).map(([coding, compressBody]): [string, Representation] => {
    const encoded = compressBody(body);
    const etag = etagOfCoding(hash, coding as Coding);
    return [coding, { body: encoded, bytes: encoded.length, etag, sha256: sha256(encoded) }];
  });
  return Object.fromEntries(representations.filter(([, { bytes }]) => bytes < body.length));
}
