import { isPrivate } from "../channel/access.ts";
import type { Config } from "../config/schema.ts";
import { channelPaths, documentPath, formatNames } from "../render/format.ts";

type MovedPath = readonly [from: string, to: string];

/**
 * Returns the paths that are answered 301, percent-decoded, and where they lead. A slug stands for all documents of its
 * channel. A path of another program leads to the document whose format its name tells, RSS unless it says Atom or JSON; it
 * is answered with and without a slash at its end. What moved to a private channel leads nobody there.
 */
export function movedPathsOf({ channels, moved }: Pick<Config, "channels" | "moved">): MovedPath[] {
  const privateSlugs = new Set(channels.filter(isPrivate).map(({ slug }) => slug));
  return Object.entries(moved).flatMap(([from, slug]): MovedPath[] => {
    if (privateSlugs.has(slug)) return [];
    if (!from.startsWith("/")) {
      const targets = channelPaths(slug);
      return channelPaths(from).map((path, index) => [path, targets[index] ?? path]);
    }
    const format = formatNames.find((name) => new RegExp(`\\b${name}\\b`, "i").test(from)) ?? "rss";
    const query = from.indexOf("?");
    const path = decodeURIComponent(query === -1 ? from : from.slice(0, query));
    const paths = path.length > 1 ? [path.replace(/\/$/, ""), path.replace(/\/?$/, "/")] : [path];
    return paths.map((each) => [each + (query === -1 ? "" : from.slice(query)), documentPath(slug, format)]);
  });
}
