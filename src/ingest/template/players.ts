import { mediaTypeOf } from "../../article/media-types.ts";
import { escapeHtml } from "../../article/plain-text.ts";
import { providersByTag } from "../embed-providers.ts";
import { argumentOf, type Tag } from "./tag.ts";

/** Names of tags that show what stands at any address. */
const embedNames = /^(?:embed|oembed|link-?preview|video|iframe|bookmark|linkcard|link-?card)$/;

/**
 * Returns HTML for a tag that plays or shows something from elsewhere: a frame, which becomes a link like every other, or a
 * link. Undefined for any other tag.
 */
export function htmlOfPlayer(tag: Tag): string | undefined {
  const { positional, named } = tag.arguments;
  const providerName = tag.name === "video" || tag.name === "embed" ? argumentOf(tag, "provider", "type") : undefined;
  const provider = providersByTag.get((providerName ?? tag.name).toLowerCase().replace(/[^a-z\d]/g, ""));
  const title = argumentOf(tag, "title", "label", "caption", "alt");
  const address = [...positional, ...["url", "src", "href", "source"].map((each) => named.get(each) ?? "")].find(
    (each) => /^https?:\/\/\S+$/i.test(each),
  );
  if (address !== undefined) {
    if (provider === undefined && !embedNames.test(tag.name)) return undefined;
    if (mediaTypeOf(address).startsWith("video/")) return undefined;
    return tag.name === "iframe" ? frame(address, title) : link(address, title ?? address.replace(/^https?:\/\//i, ""));
  }
  if (provider === undefined) return undefined;
  const id =
    argumentOf(tag, "id", "video", "videoid", "youtubeid", "vimeoid", "tweet", "tweetid", "slug") ?? positional[0];
  if (provider.frame === undefined) {
    const path = [argumentOf(tag, "user"), id ?? argumentOf(tag, "repo")].filter((each) => each !== undefined);
    const parts = (positional.length > 0 ? positional : path).filter((each) => /^[\w./-]{1,200}$/.test(each));
    const page = parts.length === 0 ? undefined : provider.page?.(parts);
    return page === undefined ? undefined : link(page, title ?? provider.label ?? page);
  }
  if (id === undefined || !/^[\w-]{1,100}$/.test(id)) return undefined;
  return frame(provider.frame(id, { type: argumentOf(tag, "type"), user: argumentOf(tag, "user") }), title);
}

function frame(address: string, title: string | undefined): string {
  const attribute = title === undefined ? "" : ` title="${escapeHtml(title)}"`;
  return `<iframe src="${escapeHtml(address)}"${attribute}></iframe>`;
}

function link(address: string, label: string): string {
  return `<p><a href="${escapeHtml(address)}">${escapeHtml(label)}</a></p>`;
}
