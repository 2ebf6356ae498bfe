import type { Config } from "../config/schema.ts";
import { version } from "../program.ts";

/** The identity of outgoing requests, and the destinations allowed beside the public internet (addresses.ts). */
export type FetchSettings = { userAgent: string; allow: readonly string[] };

/** Returns the settings of outgoing requests. The user agent names an address where a responsible person can be found. */
export function fetchSettings({ site, fetching }: Pick<Config, "site" | "fetching">): FetchSettings {
  return { userAgent: `Courant/${version} (+${fetching.contact ?? site.url})`, allow: fetching.allow };
}
