import type { Environment } from "../../config/environment.ts";
import { openFeedsDir } from "../../published/files.ts";
import { toEntry } from "../../published/manifest.ts";
import type { NodeStores } from "../../stores/nodes.ts";

/**
 * Compares what this machine serves with what the nodes of a database have published.
 * @returns sentences for people: a node that runs brings all of it in order by itself
 */
export async function checkNode(
  { feedsDir }: Pick<Environment, "feedsDir">,
  { lease, sharedDocuments }: NodeStores,
): Promise<string[]> {
  const { remainingMs } = await lease.read();
  const { snapshot } = await openFeedsDir(feedsDir).load();
  const { entries } = await sharedDocuments.readChanges(0);
  const missing = entries.filter(({ path, entry }) => {
    const document = snapshot.documents.get(decodeURIComponent(path));
    return entry !== undefined && (!document || JSON.stringify(toEntry(document)) !== entry);
  });
  return [
    ...(remainingMs > 0 ? [] : ["no service publishes from the database now"]),
    ...(missing.length === 0
      ? []
      : [
          `${feedsDir} lacks ${missing.length} published documents, or has former ones: a service on this machine fetches them`,
        ]),
  ];
}
