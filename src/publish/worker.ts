import { enableCompileCache } from "node:module";
import { setPriority } from "node:os";
import { move, transferableSymbol, valueSymbol, workerData } from "piscina";
import type { Document, Representation } from "../published/snapshot.ts";
import type { DocumentBuilder } from "./target.ts";
import type { WorkerStart } from "./workers.ts";

/* A worker thread that builds documents. workers.ts starts it. */
const { config, collectionFile, serves, compileCache } = workerData as WorkerStart;
// On Linux each thread has its own priority: the thread that serves comes first.
if (serves) setPriority(0, 19);
// A thread uses the compile cache only if it enables the cache before it loads its first module.
if (compileCache) enableCompileCache(compileCache);
const { systemClock } = await import("../clock.ts");
const { openStores } = await import("../stores/sqlite/open.ts");
const { openFeedsDir } = await import("../published/files.ts");
const { createBuilder } = await import("./build.ts");

const stores = await openStores(collectionFile, {
  clock: systemClock,
  newId: () => {
    throw new Error("a worker that builds documents tried to create an article");
  },
});
const builder = createBuilder({ config, stores, files: openFeedsDir(config.environment.feedsDir) });

export const build: DocumentBuilder["build"] = async (request) => {
  const { changed, ...result } = await builder.build(request);
  return transferBodies(changed, (documents) => ({ ...result, changed: documents }));
};

export const encode: DocumentBuilder["encode"] = async (uncoded) => {
  const { documents, ...result } = await builder.encode(uncoded);
  return transferBodies(documents, (encoded) => ({ ...result, documents: encoded }));
};

/** Moves the bytes of documents to the other thread instead of copying them, and leaves them out if nobody serves them. */
function transferBodies<T extends object>(documents: readonly Document[], resultWith: (documents: Document[]) => T): T {
  const buffers: ArrayBuffer[] = [];
  const transferable = documents.map((document) =>
    mapRepresentations(document, ({ body, ...representation }) => {
      if (!body || !serves) return representation;
      // A Buffer may share its ArrayBuffer with others, so the bytes get an ArrayBuffer of their own.
      const copy = new Uint8Array(body);
      buffers.push(copy.buffer);
      return { ...representation, body: copy as Buffer };
    }),
  );
  return move({ [transferableSymbol]: buffers, [valueSymbol]: resultWith(transferable) }) as T;
}

function mapRepresentations(document: Document, change: (each: Representation) => Representation): Document {
  const variants = Object.entries(document.variants).map(([coding, each]) => [coding, change(each)]);
  return { ...document, variants: Object.fromEntries(variants) };
}
