import { linkOf } from "../../article/address.ts";
import type { Article } from "../../article/article.ts";
import { rootPath } from "../../article/root-path.ts";
import type { Channel, Site } from "../../config/schema.ts";
import { pagePath } from "../format.ts";
import { type Html, html, safeAddress } from "../html.ts";
import type { PageContext } from "./context.ts";
import { headlineOf, timeElement } from "./labels.ts";

/** Renders channels as a list of names that lead to their pages. */
export function channelNames(channels: readonly Channel[], site: Site, { baseUrl }: PageContext): Html {
  const root = rootPath(baseUrl);
  return html`<ul class="names">
${channels.map(
  (channel) =>
    html`<li lang="${channel.language ?? site.language}"><a href="${root}${pagePath(channel.slug)}" dir="auto">${shortTitle(channel, site)}</a></li>\n`,
)}</ul>`;
}

/** Returns a channel's title without the site's title before it, which a long list would repeat. */
function shortTitle({ title }: Channel, site: Site): string {
  if (!title.startsWith(site.title)) return title;
  return /^\s*[–—:|·-]\s*(\S.*)$/.exec(title.slice(site.title.length))?.[1] ?? title;
}

/** Renders the newest articles of the site as a list of titles with their dates; undefined when there is none. */
export function newestArticles(site: Site, newest: readonly Article[], context: PageContext): Html | undefined {
  const { baseUrl, formatDate, language, texts } = context;
  if (newest.length === 0) return undefined;
  return html`<section class="newest">
<h2 class="kicker" lang="${language}">${texts.newest}</h2>
<ol>
${newest.map((article) => {
  const date = timeElement(article.date_published, site, formatDate);
  const headline = headlineOf(article);
  const link = html`<a href="${safeAddress(linkOf(article, baseUrl))}">${headline ?? date}</a>`;
  return html`<li lang="${article.language ?? site.language}" dir="auto">${link}${headline && html` <span class="meta">${date}</span>`}</li>\n`;
})}</ol>
</section>`;
}
