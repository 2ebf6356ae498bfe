import type { Channel, Config } from "./schema.ts";

type HubSettings = Pick<Config, "websub"> & { environment: Pick<Config["environment"], "baseUrl"> };

/** Returns the address of the service's own hub; undefined when it is closed. */
export function ownHub({ websub, environment }: HubSettings): string | undefined {
  return websub.hub === "own" ? `${environment.baseUrl}/hub` : undefined;
}

/** Returns the hubs elsewhere that are told of changes. */
export function hubsElsewhere({ websub }: Pick<Config, "websub">): readonly string[] {
  return Array.isArray(websub.hub) ? websub.hub : [];
}

/** Returns the addresses of the hubs that the documents of a channel name. A private channel names none. */
export function hubsOf(config: HubSettings, channel: Pick<Channel, "access">): readonly string[] {
  if (channel.access === "private") return [];
  const own = ownHub(config);
  return own === undefined ? hubsElsewhere(config) : [own];
}
