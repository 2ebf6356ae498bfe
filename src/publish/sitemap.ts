import { exclusiveSelections } from "../channel/access.ts";
import type { Config } from "../config/schema.ts";
import { pagePath } from "../render/format.ts";
import {
  articleEntry,
  renderSitemap,
  renderSitemapIndex,
  siteEntry,
  sitemapPartPath,
  sitemapPath,
} from "../render/sitemap.ts";
import type { BuilderStores } from "../stores/stores.ts";
import { maxEntries } from "./sitemap-target.ts";
import type { BuildOutput, SitemapPart } from "./target.ts";

type SitemapSources = { config: Config; stores: Pick<BuilderStores, "articles" | "selections"> };

/** How many articles are in memory at a time. */
const articlesAtOnce = 100;

/** Builds a part of the sitemap. @param now in milliseconds since 1970 */
export async function* buildSitemap(
  part: SitemapPart,
  now: number,
  { config, stores }: SitemapSources,
): AsyncGenerator<BuildOutput> {
  const { environment, site, serving } = config;
  const { baseUrl } = environment;
  const document = (path: string, body: string): BuildOutput => ({
    document: {
      path,
      // A name that manifests of earlier versions allow, too.
      file: path.slice(1).replace("/", "-"),
      type: "application/xml; charset=utf-8",
      maxAge: serving.maxAge,
      body: Buffer.from(body),
    },
  });
  if (part.kind === "list") {
    yield document(sitemapPath, renderSitemapIndex(part.parts.map((name) => `${baseUrl}${sitemapPartPath(name)}`)));
    return;
  }
  const ofSite = part.kind === "month" ? [] : ["/", ...part.channels.map(({ slug }) => pagePath(slug))];
  const entries = ofSite.map((path) => siteEntry(`${baseUrl}${path}`));
  if (part.kind !== "site") {
    const pages = part.kind === "all" ? "all" : part.month;
    const except = exclusiveSelections(config.channels);
    const selected = await stores.selections.select({ pages, except }, maxEntries - entries.length, now);
    for (let start = 0; start < selected.length; start += articlesAtOnce) {
      const ids = selected.slice(start, start + articlesAtOnce).map(({ id }) => id);
      const articles = await stores.articles.findMany(ids, now);
      entries.push(...articles.map((article) => articleEntry(article, { site, baseUrl, now })));
    }
  }
  const path = { all: sitemapPath, site: sitemapPartPath("site"), month: "" }[part.kind];
  yield document(part.kind === "month" ? sitemapPartPath(part.month) : path, renderSitemap(entries));
}
