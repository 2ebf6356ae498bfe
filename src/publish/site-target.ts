import { isPrivate } from "../channel/access.ts";
import { digestOf } from "../channel/archives.ts";
import type { Channel, Config } from "../config/schema.ts";
import { errorPagePaths } from "../published/snapshot.ts";
import { channelPaths } from "../render/format.ts";
import { revokedName } from "../render/revoked.ts";
import { robotsPath } from "../render/robots.ts";
import { iconPaths } from "../render/site-pictures.ts";
import type { SelectionStore } from "../stores/selections.ts";
import { selectNewest } from "./newest.ts";
import type { TrackedTarget } from "./target.ts";

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
  const hasPrivate = config.channels.some(isPrivate);
  const channelsDigest = digestOf([definition, channels]);
  return [
    {
      id: "/",
      name: "site",
      scope: { kind: "site", channels },
      paths: ["/feeds.opml", errorPagePaths[410], robotsPath, ...(icon === undefined ? iconPaths : [])],
      archiveLifetimeMs: 0,
      isAffectedBy: () => true,
      fingerprint: async () => ({ fingerprint: channelsDigest, due: undefined }),
    },
    ...(hasPrivate ? [revokedTarget(channels, channelsDigest)] : []),
    {
      id: "/home",
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

/** Creates the target of the documents for subscribers whose address of a private feed was revoked. */
function revokedTarget(channels: readonly Channel[], fingerprint: string): TrackedTarget {
  return {
    id: "/revoked",
    name: "revoked",
    scope: { kind: "revoked", channels },
    paths: channelPaths(revokedName),
    archiveLifetimeMs: 0,
    isAffectedBy: () => true,
    fingerprint: async () => ({ fingerprint, due: undefined }),
  };
}
