import type { Channel, Site } from "../../config/schema.ts";
import { type Html, html, linkable } from "../html.ts";
import { addresses, autodiscovery, channelPath, document, footer, type PageContext } from "./shell.ts";

/** The page at `/`: what the site is, and every feed with its addresses. */
export function homePage(site: Site, channels: readonly Channel[], context: PageContext): string {
  const { baseUrl } = context;
  return document({
    language: site.language,
    title: site.title,
    description: site.description,
    wide: true,
    head: html`<link rel="canonical" href="${baseUrl}/">
${autodiscovery(channels, baseUrl)}<link rel="alternate" type="text/x-opml" title="All feeds (OPML)" href="${baseUrl}/feeds.opml">
`,
    main: html`<h1 dir="auto">${site.title}</h1>
${site.description === undefined ? undefined : html`<p class="lead" dir="auto">${site.description}</p>`}
<section class="how" lang="en">
<h2 class="kicker">How to subscribe</h2>
<p>Choose a feed, copy one of its addresses (a click selects it) and add it to your feed reader. If you are not sure which, take the first: every reader understands RSS.
To follow everything, import <a href="/feeds.opml">all feeds in one OPML file</a>.${visit(site, baseUrl)}</p>
</section>
<ul class="cards">
${channels.map(
  (channel) => html`<li class="card" lang="${channel.language ?? site.language}">
<h2 dir="auto"><a href="${channelPath(channel)}">${channel.title}</a></h2>
<p dir="auto">${channel.description}</p>
${addresses(channel, baseUrl)}
</li>
`,
)}</ul>`,
    footer: footer(site),
  });
}

function visit(site: Site, baseUrl: string): Html | undefined {
  const { href, host, origin } = new URL(site.url);
  if (linkable(href) === undefined || origin === new URL(baseUrl).origin) return undefined;
  return html` The site itself is at <a href="${href}">${host}</a>.`;
}
