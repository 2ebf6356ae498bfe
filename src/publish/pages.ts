import { permalinkPath } from "../article/address.ts";
import type { Article } from "../article/article.ts";
import { linkedMedia } from "../article/media-links.ts";
import { rootPath } from "../article/root-path.ts";
import { expiryOf } from "../article/state.ts";
import { isSelected, termsOf } from "../channel/terms.ts";
import type { Channel, Config } from "../config/schema.ts";
import { sha256 } from "../published/sha256.ts";
import { errorPagePaths } from "../published/snapshot.ts";
import { drawIcon, icoOf } from "../render/icon.ts";
import { renderOpml } from "../render/opml.ts";
import {
  articlePage,
  createPageContext,
  errorPage,
  homePage,
  type PageContext,
  relativeAddresses,
} from "../render/page.ts";
import { renderRobots, robotsPath } from "../render/robots.ts";
import { iconPaths } from "../render/site-pictures.ts";
import { sitemapPath } from "../render/sitemap.ts";
import type { SelectedArticle } from "../stores/selections.ts";
import type { BuilderStores } from "../stores/stores.ts";
import { accessHead } from "./channel-documents.ts";
import { selectNewest } from "./newest.ts";
import { findPageReaders, linkedChannels, publicChannels } from "./shown-selection.ts";
import { findTagSlugs } from "./tag-slugs.ts";
import type { BuildOutput, RenderedDocument } from "./target.ts";

type PageSources = {
  config: Config;
  stores: Pick<BuilderStores, "articles" | "selections" | "channelSlugs" | "smallerPictures">;
  pages: PageContext;
};

const htmlType = "text/html; charset=utf-8";

/** Returns a page as a document. @param maxAge in seconds */
export function htmlPage(path: string, file: string, page: string, maxAge: number): RenderedDocument {
  return { path, file, type: htmlType, maxAge, body: Buffer.from(page) };
}

/** Builds the pages that show the newest articles: the home page, and the page for unknown addresses. */
export async function* buildHome(
  channels: readonly Channel[],
  now: number,
  { config, stores, pages }: PageSources,
): AsyncGenerator<BuildOutput> {
  const { site, serving } = config;
  const { selected, due } = await selectNewest(config.channels, now, stores.selections);
  const newest = await stores.articles.findMany(
    selected.map(({ id }) => id),
    now,
  );
  const home = htmlPage("/", "index.html", homePage(site, channels, pages, newest, config.micropub), serving.maxAge);
  yield { document: { ...home, due } };
  const missing = errorPage(site, 404, channels, pages, newest);
  yield { document: { ...htmlPage(errorPagePaths[404], "404.html", missing, serving.maxAge), due } };
}

/** Builds the list of all channels in OPML, the page for what is gone, the rules for robots, and the icons if the site has none. */
export async function* buildSite(
  channels: readonly Channel[],
  { config, pages }: Pick<PageSources, "config" | "pages">,
): AsyncGenerator<BuildOutput> {
  const { site, serving } = config;
  const { maxAge } = serving;
  const outline = Buffer.from(renderOpml(site, channels, pages.baseUrl));
  const type = "text/x-opml; charset=utf-8";
  yield { document: { path: "/feeds.opml", file: "feeds.opml", type, maxAge, body: outline } };
  const gone = errorPage(site, 410, channels, pages);
  yield { document: htmlPage(errorPagePaths[410], "410.html", gone, maxAge) };
  const robots = renderRobots(config.robots, {
    root: rootPath(pages.baseUrl),
    sitemap: `${pages.baseUrl}${sitemapPath}`,
  });
  const plain = "text/plain; charset=utf-8";
  yield { document: { path: robotsPath, file: robotsPath.slice(1), type: plain, maxAge, body: Buffer.from(robots) } };
  if (site.icon === undefined) yield* drawIcons(site.title);
}

/** A picture that a browser shows beside a name may be a day old. */
const iconMaxAge = 86_400;

function* drawIcons(title: string): Generator<BuildOutput> {
  // Pixels: JSON Feed 1.1 asks for a favicon of at least 64, and an icon of about 512.
  const [small, large] = [64, 512];
  const bodies = [icoOf(drawIcon(title, small), small), drawIcon(title, large)];
  const types = ["image/x-icon", "image/png"];
  for (const [index, path] of iconPaths.entries()) {
    const [body = Buffer.alloc(0), type = ""] = [bodies[index], types[index]];
    yield { document: { path, file: path.slice(1), type, maxAge: iconMaxAge, body } };
  }
}

/**
 * Builds the permalink pages of articles. They announce only the public channels in the configuration, which change less
 * often than those that are made from tags and authors. A page that was withheld a moment ago, or is so now, is private.
 */
export async function* buildPages(
  selected: readonly Pick<SelectedArticle, "id">[],
  now: number,
  { config, stores, pages }: PageSources,
): AsyncGenerator<BuildOutput> {
  const { site, serving } = config;
  const channels = publicChannels(config.channels);
  const findReaders = (id: string) => findPageReaders(id, config.channels, stores.selections);
  for (const { id } of selected) {
    const readersBefore = await findReaders(id);
    const [article] = await stores.articles.findMany([id], now);
    if (!article) continue;
    const readers = (await findReaders(id)) ?? readersBefore;
    const access = accessHead(`articles/${fileNameFor(id)}.html`, readers);
    const linked = linkedChannels(config.channels, readers);
    const tagSlugs = await findTagSlugs(article.tags ?? [], linked, config, stores.channelSlugs);
    const shown = `${article.image ?? ""} ${article.content_html ?? ""}`;
    const versions = await stores.smallerPictures.find(linkedMedia(shown));
    const absolute = articlePage(site, article, channels, pages, tagSlugs, versions);
    const page = readers === undefined ? absolute : relativeAddresses(absolute, pages.baseUrl);
    const document = { ...htmlPage(permalinkPath(id), "", page, serving.maxAge), ...access };
    const isKeyed = config.purge.length > 0 && readers === undefined;
    const selecting = isKeyed ? channelsOf(article, channels, tagSlugs) : undefined;
    yield { document: { ...document, channels: selecting, onDisk: true, due: expiryOf(article) } };
  }
}

/**
 * Returns the slugs of the channels that select an article by what it is, and of those of its tags. Others that select by a
 * search, or are made from authors and languages, are left out.
 */
function channelsOf(article: Article, channels: readonly Channel[], tagSlugs: ReadonlyMap<string, string>): string[] {
  const terms = termsOf(article);
  const selecting = channels.filter(({ select }) => isSelected(terms, select)).map(({ slug }) => slug);
  return [...new Set([...selecting, ...tagSlugs.values()])];
}

/** Returns the settings of all pages. It takes as long as a page does, so a builder calls it once. */
export function pageContext({ environment: { baseUrl }, schedule: { timezone }, site }: Config): PageContext {
  return createPageContext({ baseUrl, language: site.language, timezone });
}

/**
 * Returns the id itself when it is a safe file name, so that a web server can serve FEEDS_DIR. Otherwise it returns a
 * hash after `~`, which no such id contains.
 */
function fileNameFor(id: string): string {
  return /^[a-z0-9][a-z0-9:,._-]{0,199}$/.test(id) ? id : `~${sha256(Buffer.from(id)).slice(0, 32)}`;
}
