import type { Config } from "../../config/schema.ts";
import type { Snapshot } from "../../published/snapshot.ts";
import type { NodeStores } from "../../stores/nodes.ts";

/** Finds the origin that the published documents name: those of all nodes, because FEEDS_DIR of this machine may be empty. */
export async function findPublishedOrigin(
  { baseUrl }: Pick<Snapshot, "baseUrl">,
  nodes: NodeStores | undefined,
): Promise<string | undefined> {
  const published = await nodes?.sharedDocuments.readChanges(Number.MAX_SAFE_INTEGER);
  return published?.head.baseUrl ?? baseUrl;
}

/** Returns a configuration with the origin that the published documents name, if none is set. */
export function keepPublishedOrigin(config: Config, publishedOrigin: string | undefined): Config {
  const { environment } = config;
  if (publishedOrigin === undefined || !environment.baseUrlIsDefault) return config;
  return { ...config, environment: { ...environment, baseUrl: publishedOrigin } };
}
