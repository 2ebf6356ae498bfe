import { enableCompileCache } from "node:module";
import { setPriority } from "node:os";
import { move, transferableSymbol, valueSymbol, workerData } from "piscina";
import type { Document, Representation } from "../published/snapshot.ts";
import type { DocumentBuilder } from "./target.ts";
import type { WorkerStart } from "./workers.ts";

/* A thread that makes documents, for workers.ts. */
const { config, collectionFile, serves, compileCache } = workerData as WorkerStart;
// On Linux a priority is a thread's own: whoever serves comes first.
if (serves) setPriority(0, 19);
// A thread has no compiled modules unless it says so before it loads the first.
if (compileCache) enableCompileCache(compileCache);
const { systemClock } = await import("../clock.ts");
const { openCollection } = await import("../collection/sqlite.ts");
const { openFeedsDir } = await import("../published/files.ts");
const { createBuilder } = await import("./build.ts");

const collection = await openCollection(collectionFile, {
  clock: systemClock,
  newId: () => {
    throw new Error("documents are made here, no articles");
  },
});
const builder = createBuilder({ config, collection, files: openFeedsDir(config.environment.feedsDir) });

export const build: DocumentBuilder["build"] = async (order) => {
  const { changed, ...result } = await builder.build(order);
  return handOver(changed, (changed) => ({ ...result, changed }));
};

export const encode: DocumentBuilder["encode"] = async (uncoded) => {
  const { documents, ...result } = await builder.encode(uncoded);
  return handOver(documents, (documents) => ({ ...result, documents }));
};

/** The bytes of documents are moved, not copied, or left out where nobody serves them. */
function handOver<T extends object>(documents: readonly Document[], resultWith: (documents: Document[]) => T): T {
  const bytes: ArrayBuffer[] = [];
  const handed = documents.map((document) =>
    withVariants(document, ({ body, ...variant }) => {
      if (!body || !serves) return variant;
      // Of its own, exactly as long as the bytes are.
      const own = new Uint8Array(body);
      bytes.push(own.buffer);
      return { ...variant, body: own as Buffer };
    }),
  );
  return move({ [transferableSymbol]: bytes, [valueSymbol]: resultWith(handed) }) as T;
}

function withVariants(document: Document, change: (variant: Representation) => Representation): Document {
  const variants = Object.entries(document.variants).map(([coding, variant]) => [coding, change(variant)]);
  return { ...document, variants: Object.fromEntries(variants) };
}
