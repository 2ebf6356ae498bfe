import { frameOfPage } from "../article/html/player-frames.ts";
import { mediaTypeOf } from "../article/media-types.ts";
import { escapeHtml } from "../article/plain-text.ts";
import { providersByShortcode } from "./embed-providers.ts";
import { isReference, type ShortcodeAttributes } from "./shortcode-attributes.ts";

/*
 * Things that WordPress shows from elsewhere: by an address alone on a line (https://wordpress.org/documentation/article/embeds/),
 * or by a shortcode with an address or an id.
 */

/** Shortcodes that name what they show by its address only, never by an id. */
const addressShortcodes = new Set(
  "arve bandcamp codepen embed embeddoc embed-google-map embedyt facebook fb flickr flv fve googlemap googlemaps google-map gview iframe imgur issuu kickstarter map mixcloud pdf pdf-embedder pinterest reddit spotify tiktok tumblr twitch twitchtv vc_video video_embed vine".split(
    " ",
  ),
);

/** Attributes that hold the address or the id. */
const attributeNames = [
  "url",
  "src",
  "href",
  "link",
  "file",
  "embed",
  "video",
  "id",
  "video_id",
  "videoid",
  "v",
  "code",
];

/** Tells whether a shortcode shows something from elsewhere. */
export function isEmbed(name: string): boolean {
  return addressShortcodes.has(name) || providersByShortcode.has(name);
}

/**
 * Returns what a shortcode of `isEmbed` shows: a player, a picture or a link.
 * @param inner the text that it encloses. It stays, unless it is the address or the id
 * @returns undefined when it names nothing that can be shown
 */
export function embedOf(name: string, attributes: ShortcodeAttributes, inner: string): string | undefined {
  const given = [...attributeNames.map((each) => attributes.named.get(each)), ...attributes.values];
  const album = name === "bandcamp" ? albumIn(attributes) : undefined;
  const address = [...given.map(addressIn), album, ...given.map((each) => pageOfId(name, each))].find(Boolean);
  if (address !== undefined) return `${elementOfAddress(address)}${inner}`;
  const innerAddress = addressIn(inner) ?? pageOfId(name, inner);
  return innerAddress === undefined ? undefined : elementOfAddress(innerAddress);
}

function addressIn(text: string | undefined): string | undefined {
  // Options of old players stand behind a bar.
  const address = (text ?? "").trim().split("|", 1)[0] ?? "";
  if (/^https?:\/\/[^\s<>"']+$/i.test(address)) return address;
  return /^\/\/[^\s<>"']+\.[^\s<>"']+$/.test(address) ? `https:${address}` : undefined;
}

/** Returns the address that an id means to a shortcode. Some ids have options behind them. */
function pageOfId(name: string, text: string | undefined): string | undefined {
  const given = (text ?? "").trim();
  const [, kind, key] = (name === "spotify" && /^spotify:([a-z]+):(\w{1,100})$/i.exec(given)) || [];
  if (kind !== undefined) return `https://open.spotify.com/${kind}/${key}`;
  const [, id = ""] = /^([\w./-]{1,200})(?:[?&|]\S*)?$/.exec(given) ?? [];
  return isReference(id) ? providersByShortcode.get(name)?.page?.([id]) : undefined;
}

function albumIn({ named }: ShortcodeAttributes): string | undefined {
  const [kind, id] =
    [...named].find(([name, value]) => /^(?:album|track)$/.test(name) && /^\d{1,20}$/.test(value)) ?? [];
  return kind && `https://bandcamp.com/EmbeddedPlayer/${kind}=${id}/`;
}

/**
 * Returns what an address leads to, as HTML: the frame of a well-known player, a player for a file, a picture, else a link.
 * @param written the address as it stands in HTML
 */
export function elementOfAddress(written: string): string {
  const address = written.replace(/&(?:amp|#0?38);/g, "&");
  const frame = frameOfPage(address);
  if (frame !== undefined) return `<iframe src="${escapeHtml(frame)}"></iframe>`;
  const [type] = mediaTypeOf(address).split("/");
  if (type === "audio" || type === "video") return `<${type} controls src="${escapeHtml(address)}"></${type}>`;
  if (type === "image") return `<img src="${escapeHtml(address)}" alt="">`;
  return `<a href="${escapeHtml(address)}">${escapeHtml(address)}</a>`;
}

/** Elements in which an address is only text, and elements that begin and end lines. */
const literalTag = /^<(\/?)(?:a|pre|code|script|style|textarea|svg|audio|video|iframe|object)\b/i;
const lineTag =
  /^<(?:\/?(?:p|div|figure|blockquote|section|article)\b|br\b|\/?(?:figcaption|h[1-6]|ul|ol|table|pre)\b|!--)/i;

/** Replaces each address that stands alone on a line by what it leads to. */
export function embedLines(html: string): string {
  if (!/https?:\/\//i.test(html)) return html;
  const parts = html.split(/(<[^<>]*>)/);
  let literalDepth = 0;
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 1) {
      const literal = literalTag.exec(part);
      if (literal) literalDepth = Math.max(0, literalDepth + (literal[1] === "/" ? -1 : 1));
    } else if (literalDepth === 0) parts[index] = embedLinesOf(part, parts[index - 1], parts[index + 1]);
  }
  return parts.join("");
}

/** @param before the tag before the text. @param after the tag behind it */
function embedLinesOf(text: string, before: string | undefined, after: string | undefined): string {
  if (!/https?:\/\//i.test(text)) return text;
  const lines = text.split("\n");
  return lines
    .map((line, index) => {
      const begins = index > 0 || before === undefined || lineTag.test(before);
      const ends = index < lines.length - 1 || after === undefined || lineTag.test(after);
      const address = line.trim();
      if (!begins || !ends || !/^https?:\/\/[^\s[\]]+$/i.test(address)) return line;
      return line.replace(address, () => elementOfAddress(address));
    })
    .join("\n");
}
