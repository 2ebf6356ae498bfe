import type { Config } from "../config/schema.ts";
import { version } from "../program.ts";
import { hostWithPort } from "./addresses.ts";

/** The identity of outgoing requests, and the destinations allowed beside the public internet (addresses.ts). */
export type FetchSettings = { userAgent: string; allow: readonly string[] };

/** Returns the settings of outgoing requests. The user agent names an address where a responsible person can be found. */
export function fetchSettings({ site, fetching }: Pick<Config, "site" | "fetching">): FetchSettings {
  return { userAgent: `Courant/${version} (+${fetching.contact ?? site.url})`, allow: fetching.allow };
}

/**
 * Returns the settings of requests to caches: whoever writes the configuration names them, and they often are on the own
 * network, so exactly their hosts and ports are allowed too.
 */
export function purgeFetchSettings(config: Pick<Config, "site" | "fetching" | "purge">): FetchSettings {
  const { userAgent, allow } = fetchSettings(config);
  const caches = config.purge.flatMap(({ url }) => URL.parse(url) ?? []);
  return { userAgent, allow: [...allow, ...caches.map(hostWithPort)] };
}
