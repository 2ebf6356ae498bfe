import { setPriority } from "node:os";
import { move, transferableSymbol, valueSymbol, workerData } from "piscina";
import { systemClock } from "../clock.ts";
import { openCollection } from "../collection/sqlite.ts";
import { feedsDir } from "./files.ts";
import { createMaker } from "./make.ts";
import type { Order, Result } from "./unit.ts";
import type { Start } from "./workers.ts";

/*
 * A thread that makes documents, for workers.ts. On Linux a priority is a thread's own: whoever serves comes first.
 */
setPriority(0, 10);

const { config, collectionFile } = workerData as Start;
const collection = await openCollection(collectionFile, {
  clock: systemClock,
  newId: () => {
    throw new Error("documents are made here, no articles");
  },
});
const make = createMaker({ config, collection, files: feedsDir(config.environment.feedsDir) });

/** @returns the result; the bytes of documents are moved, not copied */
export default async function fill(order: Order): Promise<Result> {
  const result = await make(order);
  const bytes: ArrayBuffer[] = [];
  for (const { variants } of result.changed) {
    for (const variant of Object.values(variants)) {
      if (!variant.body) continue;
      const own = new Uint8Array(variant.body);
      variant.body = own as Buffer;
      bytes.push(own.buffer);
    }
  }
  return move({ [transferableSymbol]: bytes, [valueSymbol]: result }) as unknown as Result;
}
