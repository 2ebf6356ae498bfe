import { setPriority } from "node:os";
import type { CollectionSizes } from "../../../stores/collection-sizes.ts";
import { type CollectionPlace, isPostgres } from "../../../stores/place/open.ts";

/* A worker thread that measures a collection. disk-use.ts starts it. */

/** Measures a collection wherever it is. */
export async function measure(place: CollectionPlace): Promise<CollectionSizes> {
  if (isPostgres(place)) return (await import("../../../stores/postgres/measure.ts")).measureDatabase(place);
  return (await import("../../../stores/sqlite/measure.ts")).measureCollection(place);
}

/** Everything else comes before a measurement. On Linux each thread has its own priority. */
const niceness = 19;
setPriority(0, niceness);
