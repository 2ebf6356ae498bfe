import { mediaTypeOf } from "../../article/media-types.ts";
import { escapeHtml } from "../../article/plain-text.ts";
import { argumentOf, type Tag } from "./tag.ts";

/** Where the frames of a player are, or the pages of what has no frame, by the id that a tag names. */
const frames: Readonly<Record<string, (id: string, tag: Tag) => string | undefined>> = {
  youtube: (id) => `https://www.youtube.com/embed/${id}`,
  vimeo: (id) => `https://player.vimeo.com/video/${id}`,
  dailymotion: (id) => `https://www.dailymotion.com/embed/video/${id}`,
  x: (id) => `https://platform.twitter.com/embed/Tweet.html?id=${id}`,
  instagram: (id) => `https://www.instagram.com/p/${id}/embed`,
  tiktok: (id) => `https://www.tiktok.com/embed/v2/${id}`,
  spotify: (id, tag) => `https://open.spotify.com/embed/${argumentOf(tag, "type") ?? "track"}/${id}`,
  soundcloud: (id) => `https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/${id}`,
  codepen: (id, tag) => `https://codepen.io/${argumentOf(tag, "user") ?? "anon"}/embed/${id}`,
  streamable: (id) => `https://streamable.com/e/${id}`,
  loom: (id) => `https://www.loom.com/embed/${id}`,
};

/** Pages without a frame. */
const pages: Readonly<Record<string, (words: readonly string[]) => string>> = {
  gist: (words) => `https://gist.github.com/${words.slice(0, 2).join("/")}`,
  github: ([path = ""]) => `https://github.com/${path}`,
  jsfiddle: ([path = ""]) => `https://jsfiddle.net/${path}/`,
  asciinema: ([id = ""]) => `https://asciinema.org/a/${id}`,
  bilibili: ([id = ""]) => `https://www.bilibili.com/video/${id}`,
  codesandbox: ([id = ""]) => `https://codesandbox.io/s/${id}`,
};

const names: Readonly<Record<string, string>> = {
  ...{ youtube: "youtube", youtubelite: "youtube", youtubeembed: "youtube", yt: "youtube" },
  ...{ vimeo: "vimeo", vimeosimple: "vimeo", dailymotion: "dailymotion" },
  ...{ tweet: "x", tweetsimple: "x", twitter: "x", twittersimple: "x", x: "x", xsimple: "x" },
  ...{ instagram: "instagram", instagramsimple: "instagram", tiktok: "tiktok" },
  ...{ spotify: "spotify", soundcloud: "soundcloud", codepen: "codepen", streamable: "streamable", loom: "loom" },
  ...{ gist: "gist", github: "github", jsfiddle: "jsfiddle", asciinema: "asciinema", bilibili: "bilibili" },
  ...{ codesandbox: "codesandbox" },
};

const labels: Readonly<Record<string, string>> = {
  ...{ gist: "Gist", github: "GitHub", jsfiddle: "JSFiddle", asciinema: "asciinema", bilibili: "bilibili" },
  codesandbox: "CodeSandbox",
};

/** Names of tags that show what stands at any address. */
const embedNames = /^(?:embed|oembed|link-?preview|video|iframe|bookmark|linkcard|link-?card)$/;

/**
 * Returns HTML for a tag that plays or shows something from elsewhere: a frame, which becomes a link like every other, or a
 * link. Undefined for any other tag.
 */
export function htmlOfPlayer(tag: Tag): string | undefined {
  const { positional, named } = tag.arguments;
  const provider = tag.name === "video" || tag.name === "embed" ? argumentOf(tag, "provider", "type") : undefined;
  const name = names[(provider ?? tag.name).toLowerCase().replace(/[^a-z\d]/g, "")];
  const title = argumentOf(tag, "title", "label", "caption", "alt");
  const address = [...positional, ...["url", "src", "href", "source"].map((each) => named.get(each) ?? "")].find(
    (each) => /^https?:\/\/\S+$/i.test(each),
  );
  if (address !== undefined) {
    if (name === undefined && !embedNames.test(tag.name)) return undefined;
    if (mediaTypeOf(address).startsWith("video/")) return undefined;
    return tag.name === "iframe" ? frame(address, title) : link(address, title ?? address.replace(/^https?:\/\//i, ""));
  }
  if (name === undefined) return undefined;
  const id =
    argumentOf(tag, "id", "video", "videoid", "youtubeid", "vimeoid", "tweet", "tweetid", "slug") ?? positional[0];
  if (Object.hasOwn(pages, name)) {
    const path = [argumentOf(tag, "user"), id ?? argumentOf(tag, "repo")].filter((each) => each !== undefined);
    const parts = (positional.length > 0 ? positional : path).filter((each) => /^[\w./-]{1,200}$/.test(each));
    return parts.length === 0 ? undefined : link(pages[name]?.(parts) ?? "", title ?? labels[name] ?? name);
  }
  if (!/^[\w-]{1,100}$/.test(id ?? "")) return undefined;
  const source = frames[name]?.(id ?? "", tag);
  return source === undefined ? undefined : frame(source, title);
}

function frame(address: string, title: string | undefined): string {
  const attribute = title === undefined ? "" : ` title="${escapeHtml(title)}"`;
  return `<iframe src="${escapeHtml(address)}"${attribute}></iframe>`;
}

function link(address: string, label: string): string {
  return `<p><a href="${escapeHtml(address)}">${escapeHtml(label)}</a></p>`;
}
