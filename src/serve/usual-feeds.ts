/** The formats of the feeds to which the usual paths of other programs lead. */
const extensions: Readonly<Record<string, "rss" | "atom" | "json">> = {
  "/feed": "rss",
  "/feed.xml": "rss",
  "/rss": "rss",
  "/rss.xml": "rss",
  "/index.xml": "rss",
  "/atom": "atom",
  "/atom.xml": "atom",
  "/feed/atom": "atom",
  "/feed.json": "json",
  "/index.json": "json",
};

/**
 * Returns the document for a path at which people and programs look for the feed of any site, because WordPress, Ghost, Hugo
 * or Jekyll have it there.
 * @param path percent-decoded, with or without a slash at its end
 * @param slug of the channel that stands for the site
 */
export function usualFeed(path: string, slug: string): string | undefined {
  const extension = extensions[path.replace(/(?<=.)\/$/, "")];
  return extension === undefined ? undefined : `/feeds/${slug}.${extension}`;
}
