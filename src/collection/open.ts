import { openStores } from "../stores/sqlite/open.ts";
import { type Collection, collectionOf } from "./collection.ts";

export async function openCollection(...args: Parameters<typeof openStores>): Promise<Collection> {
  return collectionOf(await openStores(...args));
}
