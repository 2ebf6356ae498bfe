/** Names of parameters that follow a reader around and say nothing of what an address leads to. */
const tracking =
  /^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|_hsenc|_hsmi|__hs\w+|hsctatracking|vero_id|vero_conv|mkt_tok|oly_anon_id|oly_enc_id|wickedid|_openstat|ysclid|ga_source|ga_medium|ga_campaign|ga_term|ga_content|pk_campaign|pk_kwd|piwik_campaign|mtm_\w+|at_medium|at_campaign|at_custom\d|ns_mchannel|ns_campaign|rb_clickid|s_cid|spm|_ga|_gl)$/i;

const maybe =
  /[?&;](?:amp;)?(?:utm_|[a-z]*cl(?:ick)?i?d|igsh|mc_|_hs|__hs|hscta|vero_|mkt_|oly_|wickedid|_openstat|gclsrc|gbraid|wbraid|ga_|pk_|piwik_|mtm_|at_|ns_|s_cid|spm|_g)/i;

/** Whether text may hold an address that a reader is followed with. */
export function mayTrack(text: string): boolean {
  return maybe.test(text);
}

/** An address without what only follows its reader; every other part stays to the letter. */
export function withoutTracking(address: string): string {
  const [, before = "", query, after = ""] = /^([^?#]*)(?:\?([^#]*))?(#[\s\S]*)?$/.exec(address) ?? [];
  if (query === undefined || !mayTrack(`?${query}`)) return address;
  const kept = query.split("&").filter((pair) => !tracking.test(pair.split("=", 1)[0] ?? ""));
  if (kept.length === query.split("&").length) return address;
  return `${before}${kept.length > 0 ? `?${kept.join("&")}` : ""}${after}`;
}

/** Hosts, and places on hosts, from which nothing comes but pictures that count readers. */
const counters = [
  /(?:^|\.)(?:doubleclick\.net|feedsportal\.com|scorecardresearch\.com|quantserve\.com|google-analytics\.com)$/i,
  /^(?:pixel\.wp\.com|stats\.wordpress\.com|stats\.wp\.com|track\.hubspot\.com|api\.flattr\.com)$/i,
];
const counterPaths: Readonly<Record<string, RegExp>> = {
  "feeds.feedburner.com": /^\/~(?:r|ff|a|at)\//,
  "feeds.wordpress.com": /^\/1\.0\//,
  "www.facebook.com": /^\/tr(?:\/|$)/,
  "medium.com": /^\/_\/stat/,
};

/** Whether a picture is there to count readers: one pixel or none, or from an address that does nothing else. */
export function isPixel({ src, width, height }: { src: string; width: string | null; height: string | null }): boolean {
  const tiny = (size: string | null) => size !== null && /^\s*[01](?:px)?\s*$/.test(size);
  if ((tiny(width) && (tiny(height) || height === null)) || (tiny(height) && width === null)) return true;
  const url = URL.parse(src, "https://nowhere.invalid/");
  if (url === null) return false;
  return counters.some((hosts) => hosts.test(url.hostname)) || counterPaths[url.hostname]?.test(url.pathname) === true;
}
