import type { Article } from "../../article/article.ts";
import { rootPath } from "../../article/root-path.ts";
import type { Micropub } from "../../config/micropub-schema.ts";
import type { Channel, Site } from "../../config/schema.ts";
import { pagePath } from "../format.ts";
import { announcedChannels, type ChannelGroup, groupsOf } from "../groups.ts";
import { type Html, html, safeAddress } from "../html.ts";
import type { PageContext } from "./context.ts";
import { channelNames, newestArticles } from "./lists.ts";
import { footer, htmlDocument } from "./shell.ts";
import { addressList, autodiscoveryLinks, copySupport } from "./subscribe.ts";

/** A group with this number of channels or more is a list of names. The addresses are on the channels' pages. */
const maxCardChannels = 10;

/**
 * Renders the page at `/`, with the description of the site, its feeds by group, and its newest articles beside the first.
 * @param newest the newest articles, in that order
 * @param endpoints where programs that write sign in, if they do so elsewhere
 */
export function homePage(
  site: Site,
  channels: readonly Channel[],
  context: PageContext,
  newest: readonly Article[] = [],
  { authorizationEndpoint, tokenEndpoint }: Partial<Micropub> = {},
): string {
  const { baseUrl, language, texts } = context;
  const groups = groupsOf(channels);
  const root = rootPath(baseUrl);
  const [first, ...others] = groups.map((group, index) => groupSection(group, index, { site, context }));
  const articles = newestArticles(site, newest, context);
  return htmlDocument({
    language: site.language,
    title: site.title,
    description: site.description,
    wide: true,
    head: html`<link rel="canonical" href="${baseUrl}/">
${autodiscoveryLinks(announcedChannels(channels), baseUrl)}<link rel="alternate" type="text/x-opml" title="${texts.allFeeds} (OPML)" href="${baseUrl}/feeds.opml">
<link rel="micropub" href="${baseUrl}/micropub">
${
  authorizationEndpoint !== undefined &&
  html`<link rel="authorization_endpoint" href="${authorizationEndpoint}">
`
}${
  tokenEndpoint !== undefined &&
  html`<link rel="token_endpoint" href="${tokenEndpoint}">
`
}`,
    main: html`<h1 dir="auto">${site.title}</h1>
${site.description === undefined ? undefined : html`<p class="lead" dir="auto">${site.description}</p>`}
<section class="how" lang="${language}">
<h2 class="kicker">${texts.home.how}</h2>
<p>${texts.home.choose}
${texts.home.everything} <a href="${root}/feeds.opml">${texts.home.everythingFile}</a>.${siteLink(site, context)}</p>
</section>
${groups.length > 1 ? groupNavigation(groups, site.language, context) : undefined}
${articles === undefined ? first : html`<div class="front"><div>${first}</div>${articles}</div>`}
${others}`,
    footer: footer(site, context),
    afterword: copySupport(context),
  });
}

function siteLink(site: Site, { baseUrl, texts }: PageContext): Html | undefined {
  const { href, host } = new URL(site.url);
  if (safeAddress(href) === undefined || href.startsWith(`${baseUrl}/`)) return undefined;
  return html` ${texts.home.site} <a href="${href}">${host}</a>.`;
}

function groupNavigation(
  groups: readonly ChannelGroup[],
  siteLanguage: string,
  { baseUrl, language, texts }: PageContext,
): Html {
  const root = rootPath(baseUrl);
  return html`<nav lang="${language}" aria-label="${texts.home.groups}" class="contents">
<ul>
${groups.map(({ name, channels }, index) =>
  name === undefined
    ? undefined
    : html`<li><a href="${root}/#group-${String(index)}" dir="auto" lang="${siteLanguage}">${name}</a> <span class="meta">${String(channels.length)}</span></li>\n`,
)}</ul>
</nav>`;
}

type HomeContext = { site: Site; context: PageContext };

function groupSection({ name, channels }: ChannelGroup, index: number, context: HomeContext): Html {
  const list =
    channels.length < maxCardChannels
      ? channelCards(channels, name, context)
      : channelNames(channels, context.site, context.context);
  if (name === undefined) return html`${list}\n`;
  return html`<section class="group">
<h2 id="group-${String(index)}" dir="auto">${name}</h2>
${list}
</section>
`;
}

function channelCards(channels: readonly Channel[], group: string | undefined, { site, context }: HomeContext): Html {
  const heading = (link: Html) =>
    group === undefined ? html`<h2 dir="auto">${link}</h2>` : html`<h3 dir="auto">${link}</h3>`;
  return html`<ul class="cards">
${channels.map(
  (channel) => html`<li class="card" lang="${channel.language ?? site.language}">
${heading(html`<a href="${rootPath(context.baseUrl)}${pagePath(channel.slug)}">${channel.title}</a>`)}
<p dir="auto">${channel.description}</p>
${addressList(channel, context)}
</li>
`,
)}</ul>`;
}
