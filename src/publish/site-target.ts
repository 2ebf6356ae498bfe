import { digestOf } from "../channel/archives.ts";
import type { Channel, Site } from "../config/schema.ts";
import { errorPagePaths } from "../published/snapshot.ts";
import { iconPaths } from "../render/site-pictures.ts";
import type { TrackedTarget } from "./target.ts";

/** The id of the site's target. No channel can have it as its slug. */
export const siteId = "/";

/** Creates the target of the site. @param definition names the configuration and the program */
export function siteTarget(channels: readonly Channel[], definition: string, { icon }: Site): TrackedTarget {
  return {
    id: siteId,
    name: "site",
    scope: { kind: "site", channels },
    paths: ["/", "/feeds.opml", ...Object.values(errorPagePaths), ...(icon === undefined ? iconPaths : [])],
    archiveLifetimeMs: 0,
    isAffectedBy: () => true,
    fingerprint: async () => ({ fingerprint: digestOf([definition, channels]), due: undefined }),
  };
}
