import { digestOf } from "../channel/archives.ts";
import type { Channel, Config } from "../config/schema.ts";
import { errorPagePaths } from "../published/snapshot.ts";
import { iconPaths } from "../render/site-pictures.ts";
import type { SelectionStore } from "../stores/selections.ts";
import { selectNewest } from "./newest.ts";
import type { TrackedTarget } from "./target.ts";

/** The ids of the targets of the site. No channel can have one as its slug. */
const siteId = "/";
const homeId = "/home";
export const siteIds = [siteId, homeId] as const;

/**
 * Creates the targets of the site: the documents that change with the channels, and the pages that show the newest articles
 * too.
 * @param definition names the configuration and the program
 */
export function siteTargets(
  channels: readonly Channel[],
  { config, selections, definition }: { config: Config; selections: SelectionStore; definition: string },
): TrackedTarget[] {
  const { icon } = config.site;
  const channelsDigest = digestOf([definition, channels]);
  return [
    {
      id: siteId,
      name: "site",
      scope: { kind: "site", channels },
      paths: ["/feeds.opml", errorPagePaths[410], ...(icon === undefined ? iconPaths : [])],
      archiveLifetimeMs: 0,
      isAffectedBy: () => true,
      fingerprint: async () => ({ fingerprint: channelsDigest, due: undefined }),
    },
    {
      id: homeId,
      name: "home",
      scope: { kind: "home", channels },
      paths: ["/", errorPagePaths[404]],
      archiveLifetimeMs: 0,
      isAffectedBy: () => true,

      async fingerprint(now) {
        const { selected, due } = await selectNewest(config.channels, now, selections);
        const articles = selected.map(({ id, revision }) => [id, revision]);
        return { fingerprint: digestOf([channelsDigest, articles, due]), due };
      },
    },
  ];
}
