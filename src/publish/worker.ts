import { enableCompileCache } from "node:module";
import { setPriority } from "node:os";
import { move, transferableSymbol, valueSymbol, workerData } from "piscina";
import type { Document, Variant } from "./snapshot.ts";
import type { Order, Result } from "./unit.ts";
import type { Start } from "./workers.ts";

/*
 * A thread that makes documents, for workers.ts. On Linux a priority is a thread's own: whoever serves comes first.
 */
setPriority(0, 10);

const { config, collectionFile, serves, compileCache } = workerData as Start;
// A thread has no compiled modules unless it says so before it loads the first.
if (compileCache) enableCompileCache(compileCache);
const { systemClock } = await import("../clock.ts");
const { openCollection } = await import("../collection/sqlite.ts");
const { feedsDir } = await import("./files.ts");
const { createMaker } = await import("./make.ts");

const collection = await openCollection(collectionFile, {
  clock: systemClock,
  newId: () => {
    throw new Error("documents are made here, no articles");
  },
});
const make = createMaker({ config, collection, files: feedsDir(config.environment.feedsDir) });

/** @returns the result; the bytes of documents are moved, not copied, or left out where nobody serves them */
export default async function fill(order: Order): Promise<Result> {
  const result = await make(order);
  const bytes: ArrayBuffer[] = [];
  const changed = result.changed.map((document) =>
    withVariants(document, ({ body, ...variant }) => {
      if (!body || !serves) return variant;
      // Of its own, exactly as long as the bytes are.
      const own = new Uint8Array(body);
      bytes.push(own.buffer);
      return { ...variant, body: own as Buffer };
    }),
  );
  return move({ [transferableSymbol]: bytes, [valueSymbol]: { ...result, changed } }) as unknown as Result;
}

function withVariants(document: Document, change: (variant: Variant) => Variant): Document {
  const variants = Object.entries(document.variants).map(([coding, variant]) => [coding, change(variant)]);
  return { ...document, variants: Object.fromEntries(variants) };
}
