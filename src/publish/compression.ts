import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip, zstdCompress } from "node:zlib";
import type { Coding, Document, Variant } from "./snapshot.ts";

const brotli = promisify(brotliCompress);
const zstd = promisify(zstdCompress);

/**
 * How each coding is made, all off the event loop. The levels are where another step costs more time than it saves
 * bytes, for feeds of some hundred kilobytes.
 */
const compress: Record<Exclude<Coding, "identity">, (body: Buffer) => Promise<Buffer>> = {
  gzip: (body) => promisify(gzip)(body, { level: 6 }),
  br: (body) =>
    brotli(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  zstd: (body) => zstd(body, { params: { [constants.ZSTD_c_compressionLevel]: 9 } }),
};

export function sha256(body: Buffer): string {
  return createHash("sha256").update(body).digest("hex");
}

/**
 * The strong ETag of one coding (RFC 9110 section 8.8.3.3: codings need different tags). All codings' tags name the
 * identity's bytes; the suffixes are those that proxies add when they compress by themselves.
 */
export function etagOf(identitySha256: string, coding: Coding): string {
  const name = identitySha256.slice(0, 32);
  return coding === "identity" ? `"${name}"` : `"${name}-${coding}"`;
}

/** A document's bytes as they are and, for one that is polled, in every coding that makes them smaller. */
export async function makeVariants(body: Buffer, { onDisk }: Pick<Document, "onDisk">): Promise<Document["variants"]> {
  const hash = sha256(body);
  const identity: Variant = { body, bytes: body.length, etag: etagOf(hash, "identity"), sha256: hash };
  if (onDisk) return { identity };
  const made = await Promise.all(
    Object.entries(compress).map(async ([coding, encode]): Promise<[string, Variant]> => {
      const encoded = await encode(body);
      const etag = etagOf(hash, coding as Coding);
      return [coding, { body: encoded, bytes: encoded.length, etag, sha256: sha256(encoded) }];
    }),
  );
  const smaller = made.filter(([, variant]) => variant.bytes < body.length);
  return { identity, ...Object.fromEntries(smaller) };
}
