import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress } from "node:zlib";

const compress = promisify(brotliCompress);

/** One file that pages load, with its bytes as they are and compressed by brotli. */
type Asset = { mediaType: string; bytes: Buffer; brotli: Buffer };

export type Assets = {
  /** A part of the path that changes with any of the files, so that browsers may keep them for ever. */
  version: string;
  files: ReadonlyMap<string, Asset>;
};

const mediaTypes: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

const ownFolder = fileURLToPath(new URL("./assets", import.meta.url));

/** The files of libraries. */
const libraryFiles = ["squire-rte", "uplot/dist/uPlot.iife.min.js", "uplot/dist/uPlot.min.css"];

/** Reads the files that pages load: the dashboard's own, and those of its libraries. */
export async function readAssets(): Promise<Assets> {
  const own = (await readdir(ownFolder)).filter((name) => mediaTypes[extname(name)] !== undefined);
  const paths = [
    ...own.sort().map((name) => join(ownFolder, name)),
    ...libraryFiles.map((name) => fileURLToPath(import.meta.resolve(name))),
  ];
  const files = new Map<string, Asset>();
  const hash = createHash("sha256");
  for (const path of paths) {
    const bytes = await readFile(path);
    hash.update(basename(path)).update(bytes);
    const mediaType = mediaTypes[extname(path)] ?? "application/octet-stream";
    files.set(basename(path), { mediaType, bytes, brotli: await compress(bytes) });
  }
  return { version: hash.digest("base64url").slice(0, 12), files };
}
