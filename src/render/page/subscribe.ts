import type { Channel } from "../../config/schema.ts";
import { documentPath, type FormatName } from "../format.ts";
import { formats } from "../formats.ts";
import { type Html, type HtmlValue, html } from "../html.ts";
import type { PageContext } from "./context.ts";
import { readers } from "./readers.ts";
import { scriptElement } from "./shell.ts";

const formatLabels: Readonly<Record<FormatName, string>> = { rss: "RSS", atom: "Atom", json: "JSON Feed" };

/** Returns a channel's documents with their absolute addresses. */
function feedsOf(channel: Channel, baseUrl: string) {
  return formats.map(({ name, mediaType }) => {
    return { label: formatLabels[name], mediaType, url: `${baseUrl}${documentPath(channel.slug, name)}` };
  });
}

/**
 * Renders the links for autodiscovery by feed readers (https://www.rssboard.org/rss-autodiscovery). Of a podcast it names
 * RSS alone: the other formats have no cover and no durations, and some programs take the last link.
 */
export function autodiscoveryLinks(channels: readonly Channel[], baseUrl: string): HtmlValue {
  return channels.map((channel) =>
    announcedFeedsOf(channel, baseUrl).map(
      ({ label, mediaType, url }) =>
        html`<link rel="alternate" type="${mediaType}" title="${channel.title} (${label})" href="${url}">\n`,
    ),
  );
}

function announcedFeedsOf(channel: Channel, baseUrl: string) {
  const feeds = feedsOf(channel, baseUrl);
  return channel.podcast === undefined ? feeds : feeds.filter(({ label }) => label === formatLabels.rss);
}

/**
 * Renders the addresses of a channel's documents. The name of a format opens its document, the button copies its address,
 * and a click on the address selects it. The buttons need `copySupport` once in the page.
 */
export function addressList(channel: Channel, { baseUrl, language, texts: { copy } }: PageContext): Html {
  return html`<ul class="addresses" lang="${language}">
${feedsOf(channel, baseUrl).map(
  ({ label, mediaType, url }) =>
    html`<li><a href="${url}" type="${mediaType}">${label}</a>
<code translate="no">${breakableAddress(url)}</code>
<button type="button" hidden data-address="${url}" aria-label="${copy.label(label, channel.title)}">${copy.button}</button></li>
`,
)}</ul>`;
}

/** Renders an address that may break before its last segment. */
function breakableAddress(url: string): Html {
  const last = url.lastIndexOf("/") + 1;
  return html`${url.slice(0, last)}<wbr>${url.slice(last)}`;
}

/** Renders links that subscribe to a channel in well-known readers, all of which read RSS. */
export function readerLinks(channel: Channel, { baseUrl, texts }: PageContext): Html {
  const feed = `${baseUrl}${documentPath(channel.slug, "rss")}`;
  return html`<ul class="readers">
${readers.map(({ name, subscribe }) => html`<li><a href="${subscribe(feed)}">${name ?? texts.channel.thisDevice}</a></li>\n`)}</ul>`;
}

/** Renders the elements that the buttons of `addressList` need: the output for messages, and the script. */
export function copySupport({ language, texts: { copy } }: PageContext): Html {
  return html`<output lang="${language}" data-done="${copy.done}" data-refused="${copy.refused}"></output>
${scriptElement}`;
}
