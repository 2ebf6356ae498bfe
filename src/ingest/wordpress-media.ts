import { mediaTypeOf } from "../article/media-types.ts";
import { escapeHtml } from "../article/plain-text.ts";
import { isReference, type ShortcodeAttributes } from "./shortcode-attributes.ts";

/**
 * A file in an export. `caption` is HTML; `parent`: the id of the post that it was uploaded to; `order`: its place
 * there.
 */
export type WxrAttachment = {
  url: string;
  title?: string;
  caption?: string;
  alt?: string;
  parent?: string;
  order: number;
};

/** The files of an export by id, and the ids of the files that were uploaded to each post. */
export type WxrFiles = {
  attachments: ReadonlyMap<string, WxrAttachment>;
  uploads: ReadonlyMap<string, readonly string[]>;
};

/** A shortcode for files. `postId`: the post that it stands in; `inner`: what it encloses. */
export type FileShortcode = { name: string; attributes: ShortcodeAttributes; inner: string; postId: string };

/** The elements in place of a shortcode. `missing`: the files that the export lacks, in words. */
export type FileElements = { html: string; missing?: string };

type Kind = "image" | "audio" | "video";

/** Files that one shortcode shows. No honest gallery has as many. */
const maxFiles = 2_000;

/** Returns the pictures of a gallery as figures (https://codex.wordpress.org/Gallery_Shortcode). */
export function galleryOf(shortcode: FileShortcode, files: WxrFiles): FileElements {
  return elementsOf(shortcode, files, "image", ({ url, alt = "", caption = "" }) => {
    const text = caption === "" ? "" : `<figcaption>${caption}</figcaption>`;
    return `<figure><img src="${escapeHtml(url)}" alt="${escapeHtml(alt)}">${text}</figure>`;
  });
}

/** Returns the files of a playlist as players (https://codex.wordpress.org/Playlist_Shortcode). */
export function playlistOf(shortcode: FileShortcode, files: WxrFiles): FileElements {
  const kind = shortcode.attributes.named.get("type")?.toLowerCase() === "video" ? "video" : "audio";
  return elementsOf(shortcode, files, kind, (file) => {
    const text = file.caption || escapeHtml(file.title ?? "");
    return `<figure>${playerOf(kind, [file.url])}${text === "" ? "" : `<figcaption>${text}</figcaption>`}</figure>`;
  });
}

function elementsOf(
  shortcode: FileShortcode,
  files: WxrFiles,
  kind: Kind,
  elementOf: (file: WxrAttachment) => string,
): FileElements {
  const ids = fileIds(shortcode, files, kind);
  const found = ids.flatMap((id) => files.attachments.get(id) ?? []).slice(0, maxFiles);
  const html = found.map((file) => `\n${elementOf(file)}`).join("");
  const lost = ids.length - found.length;
  const missing =
    ids.length === 0 ? "the export has no files for it" : `the export has not ${lost} of its ${ids.length} files`;
  return { html: html === "" ? "" : `${html}\n`, ...((lost > 0 || ids.length === 0) && { missing }) };
}

/** Returns the ids of the files that a shortcode shows: those that it lists, else those that were uploaded to its post. */
function fileIds({ attributes: { named }, postId }: FileShortcode, files: WxrFiles, kind: Kind): string[] {
  const listed = named.get("ids") || named.get("include");
  if (listed) return listed.split(/[\s,]+/).filter((id) => id !== "");
  const excluded = new Set((named.get("exclude") ?? "").split(/[\s,]+/));
  const ids = uploadsOf(named.get("id") || postId, files, kind).filter((id) => !excluded.has(id));
  return /^desc$/i.test(named.get("order") ?? "") ? ids.reverse() : ids;
}

function uploadsOf(post: string, { attachments, uploads }: WxrFiles, kind: Kind): string[] {
  const orderOf = (id: string) => attachments.get(id)?.order ?? 0;
  return (uploads.get(post) ?? [])
    .filter((id) => mediaTypeOf(attachments.get(id)?.url ?? "").startsWith(`${kind}/`))
    .sort((a, b) => orderOf(a) - orderOf(b) || Number(a) - Number(b));
}

const sourceNames = ["src", "url", "mp3", "m4a", "ogg", "wav", "flac", "mp4", "m4v", "webm", "ogv", "wmv", "flv"];

/** Returns the player of `[audio …]` or `[video …]`. Without an address, it plays the first file of the post. */
export function mediaOfShortcode(
  { name, attributes, inner, postId }: FileShortcode,
  files: WxrFiles,
): string | undefined {
  const kind = name === "video" ? "video" : "audio";
  const { named, values } = attributes;
  // Options of old players stand behind a bar.
  const alone = values.filter(isReference).map((value) => value.split("|", 1)[0]);
  const innerAddress = /^\s*(https?:\/\/[^\s<>"]+)\s*$/i.exec(inner)?.[1];
  const given = [...sourceNames.map((each) => named.get(each)), alone[0], innerAddress];
  const addresses = given.filter((each) => each !== undefined && /^[^\s<>"]+$/.test(each)) as string[];
  const uploaded = uploadsOf(postId, files, kind).flatMap((id) => files.attachments.get(id)?.url ?? []);
  const sources = addresses.length > 0 ? addresses : uploaded.slice(0, 1);
  if (sources.length === 0) return undefined;
  const isProse = inner.replace(/<[^<>]*>/g, "").trim() !== "";
  const player = playerOf(kind, [...new Set(sources)], named.get("poster"), isProse ? "" : inner.trim());
  return isProse && innerAddress === undefined ? `${player}${inner}` : player;
}

function playerOf(kind: "audio" | "video", sources: readonly string[], poster = "", inner = ""): string {
  const address = (text: string) => escapeHtml(text.replaceAll("&amp;", "&"));
  const posterText = kind === "video" && poster !== "" ? ` poster="${address(poster)}"` : "";
  const [only = "", ...others] = sources;
  if (others.length === 0) return `<${kind} controls${posterText} src="${address(only)}">${inner}</${kind}>`;
  const elements = sources.map((source) => `<source src="${address(source)}">`).join("");
  return `<${kind} controls${posterText}>${elements}${inner}</${kind}>`;
}

const imagePattern = /^\s*(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*<\/a>)?/i;

/** Converts `[caption …]image text[/caption]` to a figure. Without an image and a caption, what it encloses stays. */
export function figureOf({ named }: ShortcodeAttributes, inner: string): string {
  const image = imagePattern.exec(inner)?.[0];
  const rest = inner.slice(image?.length ?? 0).trim();
  const caption = (image === undefined ? "" : rest) || (named.get("caption") ?? "");
  if (image === undefined && caption === "") return inner;
  const shown = image?.trim() ?? rest;
  return `<figure>${shown}${caption === "" ? "" : `<figcaption>${caption}</figcaption>`}</figure>`;
}
