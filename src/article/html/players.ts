/** A player: its name, the addresses of its frames without scheme, and the page on which the same thing plays. */
type Player = {
  name: string;
  frame: RegExp;
  page: (parts: readonly string[], parameters: URLSearchParams) => string | undefined;
};

/** Takes a parameter as the page, if it is a whole address. */
const pageIn = (parameter: string) => (_parts: readonly string[], parameters: URLSearchParams) =>
  /^https?:\/\//.test(parameters.get(parameter) ?? "") ? (parameters.get(parameter) ?? undefined) : undefined;

const idPattern = "([\\w-]{1,100})";
const frameOf = (pattern: string) => new RegExp(`^${pattern.replaceAll("{id}", idPattern)}/?$`, "i");

const players: readonly Player[] = [
  {
    name: "YouTube",
    frame: frameOf("(?:www\\.|m\\.)?youtube(?:-nocookie)?\\.com/embed/videoseries"),
    page: (_parts, parameters) => withParameters("https://www.youtube.com/playlist", { list: parameters.get("list") }),
  },
  {
    name: "YouTube",
    frame: frameOf("(?:www\\.|m\\.)?youtube(?:-nocookie)?\\.com/(?:embed|v|e|live)/{id}"),
    page: ([video = ""], parameters) =>
      withParameters("https://www.youtube.com/watch", {
        v: video,
        list: parameters.get("list"),
        t: parameters.get("start"),
      }),
  },
  {
    name: "Vimeo",
    frame: frameOf("player\\.vimeo\\.com/video/(\\d+)"),
    page: ([video = ""], parameters) => {
      const key = parameters.get("h") ?? "";
      return `https://vimeo.com/${video}${/^\w{1,40}$/.test(key) ? `/${key}` : ""}`;
    },
  },
  {
    name: "Dailymotion",
    frame: frameOf("(?:www\\.)?dailymotion\\.com/embed/video/{id}"),
    page: ([video]) => `https://www.dailymotion.com/video/${video}`,
  },
  {
    name: "Dailymotion",
    frame: frameOf("geo\\.dailymotion\\.com/player(?:/[\\w-]+)?(?:\\.html)?"),
    page: (_parts, parameters) => wordAfter("https://www.dailymotion.com/video/", parameters.get("video")),
  },
  {
    name: "SoundCloud",
    frame: frameOf("w\\.soundcloud\\.com/player"),
    page: (_parts, parameters) => {
      const address = parameters.get("url") ?? "";
      return /^https?:\/\/(?:www\.|m\.)?soundcloud\.com\//i.test(address) ? address : undefined;
    },
  },
  {
    name: "Spotify",
    frame: frameOf("open\\.spotify\\.com/embed(?:-podcast)?/([a-z]+)/{id}"),
    page: ([kind, key]) => `https://open.spotify.com/${kind}/${key}`,
  },
  {
    name: "X",
    frame: frameOf("platform\\.(?:twitter|x)\\.com/embed/Tweet\\.html"),
    page: (_parts, parameters) => wordAfter("https://x.com/i/status/", parameters.get("id")),
  },
  { name: "X", frame: frameOf("twitframe\\.com/show"), page: pageIn("url") },
  {
    name: "Instagram",
    frame: frameOf("(?:www\\.)?instagram\\.com/(p|reel|tv)/{id}/embed(?:/captioned)?"),
    page: ([kind, key]) => `https://www.instagram.com/${kind}/${key}/`,
  },
  {
    name: "TikTok",
    frame: frameOf("(?:www\\.)?tiktok\\.com/(?:embed(?:/v[23])?|player/v1)/(\\d+)"),
    page: ([video]) => `https://www.tiktok.com/@/video/${video}`,
  },
  { name: "Facebook", frame: frameOf("(?:www\\.)?facebook\\.com/plugins/(?:video|post)\\.php"), page: pageIn("href") },
  {
    name: "Google Maps",
    frame: frameOf("(?:www\\.|maps\\.)?google\\.[a-z.]{2,6}/maps(?:/embed(?:/v1/\\w+)?)?"),
    page: (_parts, parameters) =>
      withParameters("https://www.google.com/maps/search/?api=1", { query: placeIn(parameters) }),
  },
  {
    name: "CodePen",
    frame: frameOf("codepen\\.io/([\\w-]{1,100}|team/[\\w-]{1,100})/embed(?:/preview)?/{id}"),
    page: ([owner, pen]) => `https://codepen.io/${owner}/pen/${pen}`,
  },
  {
    name: "Twitch",
    frame: frameOf("player\\.twitch\\.tv"),
    page: (_parts, parameters) =>
      wordAfter("https://www.twitch.tv/videos/", parameters.get("video")?.replace(/^v/, "")) ??
      wordAfter("https://www.twitch.tv/collections/", parameters.get("collection")) ??
      wordAfter("https://www.twitch.tv/", parameters.get("channel")),
  },
  {
    name: "Twitch",
    frame: frameOf("clips\\.twitch\\.tv/embed"),
    page: (_parts, parameters) => wordAfter("https://clips.twitch.tv/", parameters.get("clip")),
  },
  {
    name: "Apple Podcasts",
    frame: frameOf("embed\\.podcasts\\.apple\\.com/([^?#]{1,500})"),
    page: ([path], parameters) => withParameters(`https://podcasts.apple.com/${path}`, { i: parameters.get("i") }),
  },
  {
    name: "Apple Music",
    frame: frameOf("embed\\.music\\.apple\\.com/([^?#]{1,500})"),
    page: ([path], parameters) => withParameters(`https://music.apple.com/${path}`, { i: parameters.get("i") }),
  },
  {
    name: "Mixcloud",
    frame: frameOf("(?:(?:www|player-widget)\\.)?mixcloud\\.com/widget/iframe"),
    page: (_parts, parameters) => {
      const path = /^(?:https?:\/\/(?:www\.)?mixcloud\.com)?(\/[\w/%-]{1,500})$/.exec(
        parameters.get("feed") ?? "",
      )?.[1];
      return path && `https://www.mixcloud.com${path}`;
    },
  },
  {
    name: "Internet Archive",
    frame: frameOf("archive\\.org/embed/([\\w.-]{1,200})"),
    page: ([key]) => `https://archive.org/details/${key}`,
  },
  {
    name: "Streamable",
    frame: frameOf("streamable\\.com/[eos]/{id}"),
    page: ([key]) => `https://streamable.com/${key}`,
  },
  { name: "TED", frame: frameOf("embed\\.ted\\.com/talks/{id}"), page: ([key]) => `https://www.ted.com/talks/${key}` },
  {
    name: "Loom",
    frame: frameOf("(?:www\\.)?loom\\.com/embed/{id}"),
    page: ([key]) => `https://www.loom.com/share/${key}`,
  },
];

/**
 * Finds the page on which a well-known player plays the same thing as in a frame.
 * @param address the frame's address; a relative one has no host and finds nothing
 */
export function pageOfPlayer(address: string): { name: string; url: string } | undefined {
  const frame = URL.parse(address.trim(), "https://here.invalid/");
  if (frame === null || address.length > 2_048 || !/^https?:$/.test(frame.protocol)) return undefined;
  const place = `${frame.hostname}${frame.pathname}`;
  for (const { name, frame: pattern, page } of players) {
    const match = pattern.exec(place);
    const url = match === null ? undefined : page(match.slice(1), frame.searchParams);
    if (url !== undefined) return { name, url };
  }
  return undefined;
}

function withParameters(address: string, parameters: Readonly<Record<string, string | null | undefined>>) {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
  const isFound = Object.values(parameters).some(Boolean) || /\/[^/?]+\/[^/?]+/.test(url.pathname);
  return isFound ? url.href : undefined;
}

function wordAfter(address: string, word: string | null | undefined): string | undefined {
  return /^[\w-]{1,100}$/.test(word ?? "") ? `${address}${word}` : undefined;
}

/** Returns the place that a map shows: its name, or its coordinates. */
function placeIn(parameters: URLSearchParams): string | undefined {
  const named = parameters.get("q") ?? parameters.get("query") ?? parameters.get("center");
  if (named) return named;
  const [, longitude, latitude] = /!2d(-?[\d.]{1,30})!3d(-?[\d.]{1,30})/.exec(parameters.get("pb") ?? "") ?? [];
  return longitude === undefined ? undefined : `${latitude},${longitude}`;
}
