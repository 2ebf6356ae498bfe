import { linkOf } from "../../article/address.ts";
import type { Article } from "../../article/article.ts";
import type { PictureVersions } from "../../article/smaller-pictures.ts";
import { isPrivate } from "../../channel/access.ts";
import type { Channel, Site } from "../../config/schema.ts";
import { pagePath } from "../format.ts";
import { Html, html, safeAddress } from "../html.ts";
import { summaryOf } from "../summary.ts";
import type { PageContext } from "./context.ts";
import { byline, headlineOf, joined, timeElement } from "./labels.ts";
import { articlePicture, type PagePictures } from "./picture.ts";
import { footer, htmlDocument, masthead } from "./shell.ts";
import { addressList, autodiscoveryLinks, copySupport, readerLinks } from "./subscribe.ts";

/**
 * Renders the page at `/feeds/{slug}`, with the articles of a channel and its addresses. Browsers may show it at the
 * addresses of the channel's documents too, so every address in it is absolute or starts at the root.
 * @param articles the articles of the channel, newest first
 * @param versions the uploaded pictures of the articles that have smaller versions
 */
export function channelPage(
  site: Site,
  channel: Channel,
  articles: readonly Article[],
  context: PageContext,
  versions: PictureVersions = new Map(),
): string {
  const { baseUrl, language, texts } = context;
  const pictures = { baseUrl, versions };
  return htmlDocument({
    language: channel.language ?? site.language,
    title: channel.title === site.title ? site.title : `${channel.title} · ${site.title}`,
    description: channel.description,
    wide: true,
    head: html`<link rel="canonical" href="${baseUrl}${pagePath(channel.slug)}">
${autodiscoveryLinks([channel], baseUrl)}`,
    masthead: masthead(site, context),
    main: html`<div class="beside">
<header>
<h1 dir="auto">${channel.title}</h1>
<p class="lead" dir="auto">${channel.description}</p>
</header>
<section class="panel" lang="${language}">
<h2 class="kicker">${texts.channel.subscribe}</h2>
<p>${isPrivate(channel) ? texts.channel.howPrivate : texts.channel.how}</p>
${addressList(channel, context)}
${!isPrivate(channel) && html`<p class="kicker">${texts.channel.readers}</p>\n${readerLinks(channel, context)}`}
</section>
<section class="latest">
<h2 class="kicker" lang="${language}">${texts.channel.latest}</h2>
${
  articles.length === 0
    ? html`<p class="nothing" lang="${language}">${texts.channel.empty}</p>`
    : html`<ol>
${articles.map((article, index) => articleEntry(article, site, context, { pictures, sizes: index === 0 ? firstSizes : otherSizes }))}</ol>`
}
</section>
</div>`,
    footer: footer(site, context),
    afterword: copySupport(context),
  });
}

/** The widths of the pictures in the list (style.ts): the first one is as wide as its column. */
const firstSizes = "(max-width: 60rem) 92vw, 42rem";
const otherSizes = "(max-width: 36rem) 92vw, 11rem";

function articleEntry(
  article: Article,
  site: Site,
  { baseUrl, formatDate }: PageContext,
  picture: { pictures: PagePictures; sizes: string },
): Html {
  const date = timeElement(article.date_published, site, formatDate);
  const headline = headlineOf(article);
  const parts = [headline && date, byline(article.authors)].filter((part) => part instanceof Html);
  const summary = article.title && summaryOf(article);
  return html`<li dir="auto"${article.language === undefined ? undefined : html` lang="${article.language}"`}>
<h3><a href="${safeAddress(linkOf(article, baseUrl))}">${headline ?? date}</a></h3>
${parts.length > 0 && html`<p class="meta">${joined(parts, " · ")}</p>`}
${articlePicture(article, { lazy: true, ...picture })}
${summary && html`<p class="summary" dir="auto">${summary}</p>`}
</li>
`;
}
