import { linkOf } from "../../article/address.ts";
import type { Article } from "../../article/article.ts";
import { rootPath } from "../../article/root-path.ts";
import type { Channel, Site } from "../../config/schema.ts";
import { pagePath } from "../format.ts";
import { type Html, html, safeAddress } from "../html.ts";
import { summaryOf } from "../summary.ts";
import { byline, headlineOf } from "./labels.ts";
import { articlePicture } from "./picture.ts";
import { footer, htmlDocument, masthead, type PageContext } from "./shell.ts";
import { addressList, autodiscoveryLinks, copySupport, readerLinks } from "./subscribe.ts";

/**
 * Renders the page at `/feeds/{slug}`, with the articles of a channel and its addresses. Browsers may show it at the
 * addresses of the channel's documents too, so every address in it is absolute or starts at the root.
 * @param articles the articles of the channel, newest first
 */
export function channelPage(site: Site, channel: Channel, articles: readonly Article[], context: PageContext): string {
  const { baseUrl, formatDate } = context;
  const root = rootPath(baseUrl);
  return htmlDocument({
    language: channel.language ?? site.language,
    title: channel.title === site.title ? site.title : `${channel.title} · ${site.title}`,
    description: channel.description,
    wide: true,
    head: html`<link rel="canonical" href="${baseUrl}${pagePath(channel.slug)}">
${autodiscoveryLinks([channel], baseUrl)}`,
    masthead: masthead(site, root),
    main: html`<div class="beside">
<header>
<h1 dir="auto">${channel.title}</h1>
<p class="lead" dir="auto">${channel.description}</p>
</header>
<section class="panel" lang="en">
<h2 class="kicker">Subscribe</h2>
<p>This is a feed, to be read in a feed reader: add one of these addresses to yours, and new articles come to you. If you are not sure which, take the first.</p>
${addressList(channel, baseUrl)}
<p class="kicker">Or add it to</p>
${readerLinks(channel, baseUrl)}
</section>
<section class="latest">
<h2 class="kicker" lang="en">Latest articles</h2>
${
  articles.length === 0
    ? html`<p class="nothing" lang="en">Nothing has been published here yet. Subscribe, and your reader will show the first article when it comes.</p>`
    : html`<ol>
${articles.map((article) => articleEntry(article, { site, baseUrl, formatDate }))}</ol>`
}
</section>
</div>`,
    footer: footer(site, root),
    afterword: copySupport,
  });
}

function articleEntry(
  article: Article,
  context: { site: Site; baseUrl: string; formatDate: (date: string) => string },
): Html {
  const date = context.formatDate(article.date_published);
  const authors = byline(article.authors);
  const summary = article.title && summaryOf(article);
  return html`<li dir="auto"${article.language === undefined ? undefined : html` lang="${article.language}"`}>
<h3><a href="${safeAddress(linkOf(article, context.baseUrl))}">${headlineOf(article) ?? date}</a></h3>
<p class="meta"><time datetime="${article.date_published}" lang="${context.site.language}">${date}</time>${authors && html` · ${authors}`}</p>
${articlePicture(article, { lazy: true })}
${summary && html`<p class="summary" dir="auto">${summary}</p>`}
</li>
`;
}
