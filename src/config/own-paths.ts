/** The first parts of the paths that Courant answers itself, or keeps for itself. */
const ownSegments: ReadonlySet<string> = new Set([
  ...["admin", "articles", "dashboard", "feeds", "feeds.opml", "healthz", "hub", "media", "metrics", "micropub"],
  ...["private", "readyz", "robots.txt", "sitemap", "sitemap.xml", "404.html", "410.html", "index.html", "favicon.ico"],
]);

/**
 * Tells whether a text is a path, with or without a query, at which Courant has nothing of its own. It must be in the
 * form in which clients send it, so that no other spelling of a path of Courant gets through.
 */
export function isFreePath(text: string): boolean {
  const url = /^\/(?!\/)[!-~]*$/.test(text) && !/[#\\]/.test(text) ? URL.parse(text, "http://localhost") : null;
  if (url === null || url.pathname + url.search !== text || text.length > 1000) return false;
  try {
    const path = decodeURIComponent(url.pathname);
    const [, first = ""] = path.split("/");
    const isOwn = ownSegments.has(first.toLowerCase()) || (path === "/" && url.search === "");
    return !isOwn && !/[\p{Cc}\\]|\/\.{0,2}(?=\/.)/u.test(path);
  } catch {
    return false;
  }
}
