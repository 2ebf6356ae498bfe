import type { RobotGroup } from "../config/robots-schema.ts";

/** The rules for robots. */
export const robotsPath = "/robots.txt";

/** The paths that are not for robots, whatever the configuration says: they need a token. */
const closedPaths = ["/admin/", "/dashboard", "/private/"];

/**
 * Renders `/robots.txt` (RFC 9309). A robot follows the group that names it, and else that of `*`, so each group closes the
 * paths that need a token.
 * @param site.root the path before every path of this service, without a trailing slash
 * @param site.sitemap the address of the sitemap
 */
export function renderRobots(
  groups: readonly RobotGroup[],
  { root, sitemap }: { root: string; sitemap: string },
): string {
  const hasDefault = groups.some(({ agents }) => agents.includes("*"));
  const all: readonly RobotGroup[] = hasDefault ? groups : [...groups, { agents: ["*"] }];
  const texts = all.map(({ agents, allow = [], disallow = [] }) =>
    [
      ...agents.map((agent) => `User-agent: ${agent}`),
      ...allow.map((path) => `Allow: ${root}${path}`),
      ...[...disallow, ...closedPaths].map((path) => `Disallow: ${root}${path}`),
    ].join("\n"),
  );
  return `${[...texts, `Sitemap: ${sitemap}`].join("\n\n")}\n`;
}
