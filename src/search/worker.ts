import { setPriority } from "node:os";
import { workerData } from "piscina";
import { CourantError } from "../errors.ts";
import { openSearchStores } from "../stores/place/open.ts";
import type { ListReply, ListRequest, SearchWorkerData } from "./threads.ts";

/* A worker thread that takes articles into the index of words, or searches it. threads.ts starts it. */

const { collection, niceness } = workerData as SearchWorkerData;
// On Linux each thread has its own priority.
setPriority(0, niceness);
const stores = await openSearchStores(collection);

/** Follows the collection until the index knows all its articles. */
export async function takeIn(): Promise<void> {
  while (await stores.indexNext());
}

export async function list({ query, now }: ListRequest): Promise<ListReply> {
  try {
    return { list: await stores.list(query, now) };
  } catch (error) {
    if (error instanceof CourantError) return { problem: error.toProblem() };
    throw error;
  }
}
