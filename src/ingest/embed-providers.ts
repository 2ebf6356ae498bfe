/*
 * Providers that show something by its id. A writer names the provider and the id in a shortcode of WordPress, or in a tag
 * of another program, such as `{{< youtube dQw4w9WgXcQ >}}`.
 */

/** One provider. `shortcodes` and `tags` are the names that mean it, in lower case; those of tags without any signs. */
type EmbedProvider = {
  shortcodes?: readonly string[];
  tags?: readonly string[];
  /** The address of the page. `words` are the id, or the parts of a path. */
  page?: (words: readonly string[]) => string;
  /** The address of the frame that plays or shows the same. */
  frame?: (id: string, details: EmbedDetails) => string;
  /** The label of a link to the page, when the tag has no title. */
  label?: string;
};

/** A part of an address that a tag names beside the id: the type of a thing on Spotify, the user of a pen on CodePen. */
export type EmbedDetails = { type: string | undefined; user: string | undefined };

const providers: readonly EmbedProvider[] = [
  {
    shortcodes: ["youtube", "youtube_sc", "yt", "lyte"],
    tags: ["youtube", "youtubelite", "youtubeembed", "yt"],
    page: ([id = ""]) => `https://www.youtube.com/watch?v=${id}`,
    frame: (id) => `https://www.youtube.com/embed/${id}`,
  },
  {
    shortcodes: ["vimeo"],
    tags: ["vimeo", "vimeosimple"],
    page: ([id = ""]) => `https://vimeo.com/${id}`,
    frame: (id) => `https://player.vimeo.com/video/${id}`,
  },
  {
    shortcodes: ["dailymotion"],
    tags: ["dailymotion"],
    page: ([id = ""]) => `https://www.dailymotion.com/video/${id}`,
    frame: (id) => `https://www.dailymotion.com/embed/video/${id}`,
  },
  {
    shortcodes: ["tweet", "twitter"],
    tags: ["tweet", "tweetsimple", "twitter", "twittersimple", "x", "xsimple"],
    page: ([id = ""]) => `https://x.com/i/status/${id}`,
    frame: (id) => `https://platform.twitter.com/embed/Tweet.html?id=${id}`,
  },
  {
    shortcodes: ["instagram"],
    tags: ["instagram", "instagramsimple"],
    page: ([id = ""]) => `https://www.instagram.com/p/${id}/`,
    frame: (id) => `https://www.instagram.com/p/${id}/embed`,
  },
  { tags: ["tiktok"], frame: (id) => `https://www.tiktok.com/embed/v2/${id}` },
  { tags: ["spotify"], frame: (id, { type = "track" }) => `https://open.spotify.com/embed/${type}/${id}` },
  {
    shortcodes: ["soundcloud"],
    tags: ["soundcloud"],
    page: ([id = ""]) => `https://api.soundcloud.com/tracks/${id}`,
    frame: (id) => `https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/${id}`,
  },
  { tags: ["codepen"], frame: (id, { user = "anon" }) => `https://codepen.io/${user}/embed/${id}` },
  { tags: ["streamable"], frame: (id) => `https://streamable.com/e/${id}` },
  { tags: ["loom"], frame: (id) => `https://www.loom.com/embed/${id}` },
  {
    shortcodes: ["gist"],
    tags: ["gist"],
    page: (words) => `https://gist.github.com/${words.slice(0, 2).join("/")}`,
    label: "Gist",
  },
  { tags: ["github"], page: ([path = ""]) => `https://github.com/${path}`, label: "GitHub" },
  { tags: ["jsfiddle"], page: ([path = ""]) => `https://jsfiddle.net/${path}/`, label: "JSFiddle" },
  { tags: ["asciinema"], page: ([id = ""]) => `https://asciinema.org/a/${id}`, label: "asciinema" },
  { tags: ["bilibili"], page: ([id = ""]) => `https://www.bilibili.com/video/${id}`, label: "bilibili" },
  { tags: ["codesandbox"], page: ([id = ""]) => `https://codesandbox.io/s/${id}`, label: "CodeSandbox" },
  { shortcodes: ["archiveorg"], page: ([id = ""]) => `https://archive.org/details/${id}` },
  { shortcodes: ["giphy"], page: ([id = ""]) => `https://giphy.com/gifs/${id}` },
  { shortcodes: ["scribd"], page: ([id = ""]) => `https://www.scribd.com/document/${id}` },
  { shortcodes: ["slideshare"], page: ([id = ""]) => `https://www.slideshare.net/slideshow/embed_code/${id}` },
  { shortcodes: ["ted"], page: ([id = ""]) => `https://www.ted.com/talks/view/id/${id}` },
  { shortcodes: ["videopress", "wpvideo"], page: ([id = ""]) => `https://videopress.com/v/${id}` },
];

/** The providers by the names of shortcodes. */
export const providersByShortcode = indexBy(({ shortcodes }) => shortcodes);

/** The providers by the names of tags. */
export const providersByTag = indexBy(({ tags }) => tags);

function indexBy(
  namesOf: (provider: EmbedProvider) => readonly string[] | undefined,
): ReadonlyMap<string, EmbedProvider> {
  return new Map(providers.flatMap((provider) => (namesOf(provider) ?? []).map((name) => [name, provider] as const)));
}
