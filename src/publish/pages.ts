import { permalinkPath } from "../article/address.ts";
import { rootPath } from "../article/root-path.ts";
import { expiryOf } from "../article/state.ts";
import type { Channel, Config } from "../config/schema.ts";
import { CourantError } from "../errors.ts";
import { sha256 } from "../published/sha256.ts";
import { errorPagePaths } from "../published/snapshot.ts";
import { drawIcon, icoOf } from "../render/icon.ts";
import { renderOpml } from "../render/opml.ts";
import { articlePage, createDateFormat, errorPage, homePage, type PageContext } from "../render/page.ts";
import { iconPaths } from "../render/site-pictures.ts";
import type { SelectedArticle } from "../stores/selections.ts";
import type { BuilderStores } from "../stores/stores.ts";
import type { BuildOutput, RenderedDocument } from "./target.ts";

const htmlType = "text/html; charset=utf-8";

const notFoundProblem = new CourantError("NOT_FOUND", "Nothing is published at this address.").toProblem();
const goneProblem = new CourantError("GONE", "The feed or page at this address was retired for good.").toProblem();

/** Returns a page as a document. @param maxAge in seconds */
export function htmlPage(path: string, file: string, page: string, maxAge: number): RenderedDocument {
  return { path, file, type: htmlType, maxAge, body: Buffer.from(page) };
}

/** Builds the home page, the list of all channels in OPML, the error pages, and the icons if the site has none. */
export async function* buildSite(
  channels: readonly Channel[],
  { config, pages }: { config: Config; pages: PageContext },
): AsyncGenerator<BuildOutput> {
  const { site, serving } = config;
  const { maxAge } = serving;
  const root = rootPath(pages.baseUrl);
  yield { document: htmlPage("/", "index.html", homePage(site, channels, pages), maxAge) };
  const outline = Buffer.from(renderOpml(site, channels, pages.baseUrl));
  const type = "text/x-opml; charset=utf-8";
  yield { document: { path: "/feeds.opml", file: "feeds.opml", type, maxAge, body: outline } };
  yield { document: htmlPage(errorPagePaths[404], "404.html", errorPage(notFoundProblem, site, root), maxAge) };
  yield { document: htmlPage(errorPagePaths[410], "410.html", errorPage(goneProblem, site, root), maxAge) };
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
 * Builds the permalink pages of articles. They name only the channels in the configuration, which change less often than
 * those that are made from tags and authors.
 */
export async function* buildPages(
  selected: readonly Pick<SelectedArticle, "id">[],
  now: number,
  { config, stores, pages }: { config: Config; stores: Pick<BuilderStores, "articles">; pages: PageContext },
): AsyncGenerator<BuildOutput> {
  const { site, channels, serving } = config;
  for (const { id } of selected) {
    const [article] = await stores.articles.findMany([id], now);
    if (!article) continue;
    const file = `articles/${fileNameFor(id)}.html`;
    const page = htmlPage(permalinkPath(id), file, articlePage(site, article, channels, pages), serving.maxAge);
    yield { document: { ...page, onDisk: true, due: expiryOf(article) } };
  }
}

/** Returns the settings of all pages. It takes as long as a page does, so a builder calls it once. */
export function pageContext({ environment, schedule, site }: Config): PageContext {
  return { baseUrl: environment.baseUrl, formatDate: createDateFormat(site.language, schedule.timezone) };
}

/**
 * Returns the id itself when it is a safe file name, so that a web server can serve FEEDS_DIR. Otherwise it returns a
 * hash after `~`, which no such id contains.
 */
function fileNameFor(id: string): string {
  return /^[a-z0-9][a-z0-9:,._-]{0,199}$/.test(id) ? id : `~${sha256(Buffer.from(id)).slice(0, 32)}`;
}
