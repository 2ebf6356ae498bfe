import type { Config } from "../config/schema.ts";
import { version } from "../program.ts";

/** As whom requests go out: with an address where somebody can be found who is responsible. And where they may go. */
export function fetchingOf({ site, fetching }: Pick<Config, "site" | "fetching">) {
  return { userAgent: `Courant/${version} (+${fetching.contact ?? site.url})`, allow: fetching.allow };
}
