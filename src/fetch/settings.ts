import type { Config } from "../config/schema.ts";
import { version } from "../program.ts";

/** Who asks, and what may be asked beside the public internet (addresses.ts). */
export type FetchSettings = { userAgent: string; allow: readonly string[] };

/** As whom requests go out: with an address where somebody can be found who is responsible. And where they may go. */
export function fetchSettings({ site, fetching }: Pick<Config, "site" | "fetching">): FetchSettings {
  return { userAgent: `Courant/${version} (+${fetching.contact ?? site.url})`, allow: fetching.allow };
}
