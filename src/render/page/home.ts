import { rootPath } from "../../article/root-path.ts";
import type { Channel, Site } from "../../config/schema.ts";
import { pagePath } from "../format.ts";
import { announcedChannels, type ChannelGroup, groupsOf } from "../groups.ts";
import { type Html, html, safeAddress } from "../html.ts";
import { footer, htmlDocument, type PageContext } from "./shell.ts";
import { addressList, autodiscoveryLinks, copySupport } from "./subscribe.ts";

/** A group with this number of channels or more is a list of names. The addresses are on the channels' pages. */
const maxCardChannels = 10;

/** Renders the page at `/`, with the description of the site and its feeds by group. */
export function homePage(site: Site, channels: readonly Channel[], context: PageContext): string {
  const { baseUrl } = context;
  const groups = groupsOf(channels);
  const root = rootPath(baseUrl);
  return htmlDocument({
    language: site.language,
    title: site.title,
    description: site.description,
    wide: true,
    head: html`<link rel="canonical" href="${baseUrl}/">
${autodiscoveryLinks(announcedChannels(channels), baseUrl)}<link rel="alternate" type="text/x-opml" title="All feeds (OPML)" href="${baseUrl}/feeds.opml">
`,
    main: html`<h1 dir="auto">${site.title}</h1>
${site.description === undefined ? undefined : html`<p class="lead" dir="auto">${site.description}</p>`}
<section class="how" lang="en">
<h2 class="kicker">How to subscribe</h2>
<p>Choose a feed, copy one of its addresses (a click selects it) and add it to your feed reader. If you are not sure which, take the first: every reader understands RSS.
To follow everything, import <a href="${root}/feeds.opml">all feeds in one OPML file</a>.${siteLink(site, baseUrl)}</p>
</section>
${groups.length > 1 ? groupNavigation(groups, root) : undefined}
${groups.map((group, index) => groupSection(group, index, { site, baseUrl }))}`,
    footer: footer(site, root),
    afterword: copySupport,
  });
}

function siteLink(site: Site, baseUrl: string): Html | undefined {
  const { href, host } = new URL(site.url);
  if (safeAddress(href) === undefined || href.startsWith(`${baseUrl}/`)) return undefined;
  return html` The site itself is at <a href="${href}">${host}</a>.`;
}

function groupNavigation(groups: readonly ChannelGroup[], root: string): Html {
  return html`<nav aria-label="Groups of feeds" class="contents">
<ul>
${groups.map(({ name, channels }, index) =>
  name === undefined
    ? undefined
    : html`<li><a href="${root}/#group-${String(index)}" dir="auto">${name}</a> <span class="meta">${String(channels.length)}</span></li>\n`,
)}</ul>
</nav>`;
}

function groupSection({ name, channels }: ChannelGroup, index: number, context: { site: Site; baseUrl: string }): Html {
  const list =
    channels.length < maxCardChannels ? channelCards(channels, name, context) : channelNames(channels, context);
  if (name === undefined) return html`${list}\n`;
  return html`<section class="group">
<h2 id="group-${String(index)}" dir="auto">${name}</h2>
${list}
</section>
`;
}

function channelCards(
  channels: readonly Channel[],
  group: string | undefined,
  { site, baseUrl }: { site: Site; baseUrl: string },
): Html {
  const heading = (link: Html) =>
    group === undefined ? html`<h2 dir="auto">${link}</h2>` : html`<h3 dir="auto">${link}</h3>`;
  return html`<ul class="cards">
${channels.map(
  (channel) => html`<li class="card" lang="${channel.language ?? site.language}">
${heading(html`<a href="${rootPath(baseUrl)}${pagePath(channel.slug)}">${channel.title}</a>`)}
<p dir="auto">${channel.description}</p>
${addressList(channel, baseUrl)}
</li>
`,
)}</ul>`;
}

function channelNames(channels: readonly Channel[], { site, baseUrl }: { site: Site; baseUrl: string }): Html {
  return html`<ul class="names">
${channels.map(
  (channel) =>
    html`<li lang="${channel.language ?? site.language}"><a href="${rootPath(baseUrl)}${pagePath(channel.slug)}" dir="auto">${shortTitle(channel, site)}</a></li>\n`,
)}</ul>`;
}

/** Returns a channel's title without the site's title before it, which a long list would repeat. */
function shortTitle({ title }: Channel, site: Site): string {
  if (!title.startsWith(site.title)) return title;
  return /^\s*[–—:|·-]\s*(\S.*)$/.exec(title.slice(site.title.length))?.[1] ?? title;
}
