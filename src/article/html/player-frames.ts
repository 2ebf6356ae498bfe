/** A page on which something plays: its address without scheme, and the address of the frame that plays the same. */
type PlayerPage = {
  page: RegExp;
  frame: (parts: readonly string[], parameters: URLSearchParams, address: string) => string | undefined;
};

const youTubeFrames = "https://www.youtube.com/embed/";
const idPattern = "([\\w-]{1,100})";
const pageOf = (pattern: string) => new RegExp(`^${pattern.replaceAll("{id}", idPattern)}/?$`, "i");

const pages: readonly PlayerPage[] = [
  {
    page: pageOf("(?:www\\.|m\\.|music\\.)?youtube(?:-nocookie)?\\.com/(?:watch|playlist)"),
    frame: (_parts, parameters) => youTubeFrame(parameters.get("v") ?? "", parameters),
  },
  {
    page: pageOf("(?:(?:www\\.|m\\.)?youtube(?:-nocookie)?\\.com/(?:shorts|live|v|e|embed)|youtu\\.be)/{id}"),
    frame: ([video = ""], parameters) => youTubeFrame(video, parameters),
  },
  {
    page: pageOf(
      "(?:www\\.)?vimeo\\.com/(?:channels/[\\w-]{1,100}/|groups/[\\w-]{1,100}/videos/)?(\\d+)(?:/(\\w{1,40}))?",
    ),
    frame: ([video, key]) => `https://player.vimeo.com/video/${video}${key === undefined ? "" : `?h=${key}`}`,
  },
  {
    page: pageOf("(?:(?:www\\.)?dailymotion\\.com/video|dai\\.ly)/([a-z0-9]{1,40})(?:_[^/]{0,200})?"),
    frame: ([video]) => `https://www.dailymotion.com/embed/video/${video}`,
  },
  {
    page: /^(?:(?:www\.|m\.)?soundcloud\.com\/[\w-]{1,100}\/[^?#]{1,300}|api\.soundcloud\.com\/[a-z]+\/\d+)$/i,
    frame: (_parts, _parameters, address) => `https://w.soundcloud.com/player/?url=${encodeURIComponent(address)}`,
  },
  {
    page: pageOf("open\\.spotify\\.com/(?:intl-[a-z]{2}/)?(album|artist|episode|playlist|show|track)/{id}"),
    frame: ([kind, key]) => `https://open.spotify.com/embed/${kind}/${key}`,
  },
  { page: pageOf("(?:www\\.)?ted\\.com/talks/{id}"), frame: ([talk]) => `https://embed.ted.com/talks/${talk}` },
  {
    page: /^(?:www\.)?mixcloud\.com(\/[\w%-]{1,200}\/[\w%-]{1,200})\/?$/i,
    frame: ([path]) => `https://www.mixcloud.com/widget/iframe/?feed=${encodeURIComponent(`${path}/`)}`,
  },
  { page: pageOf("archive\\.org/details/([\\w.-]{1,200})"), frame: ([key]) => `https://archive.org/embed/${key}` },
];

/** Finds the frame of a well-known player for the page on which something plays: the opposite of `pageOfPlayer`. */
export function frameOfPage(address: string): string | undefined {
  const url = URL.parse(address);
  if (url === null || address.length > 2_048 || !/^https?:$/.test(url.protocol)) return undefined;
  const place = `${url.hostname}${url.pathname}`;
  for (const { page, frame } of pages) {
    const match = page.exec(place);
    if (match !== null) return frame(match.slice(1), url.searchParams, address);
  }
  return undefined;
}

function youTubeFrame(video: string, parameters: URLSearchParams): string | undefined {
  const list = parameters.get("list") ?? "";
  const seconds = secondsIn(parameters.get("start") ?? parameters.get("t") ?? "");
  const query = new URLSearchParams();
  if (/^[\w-]{1,100}$/.test(list)) query.set("list", list);
  if (seconds > 0) query.set("start", String(seconds));
  if (!/^[\w-]{1,100}$/.test(video)) return query.has("list") ? `${youTubeFrames}videoseries?${query}` : undefined;
  return `${youTubeFrames}${video}${query.size > 0 ? `?${query}` : ""}`;
}

/** Reads a time such as `90`, `90s` or `1h2m3s`. */
function secondsIn(time: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d{1,3})h)?(?:(\d{1,5})m)?(?:(\d{1,6})s?)?$/.exec(time) ?? [];
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
}
