/** Parameters that track a reader, and do not change the content of an address. */
const trackingParameter =
  /^(?:utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|_hsenc|_hsmi|__hs\w+|hsctatracking|vero_id|vero_conv|mkt_tok|oly_anon_id|oly_enc_id|wickedid|_openstat|ysclid|ga_source|ga_medium|ga_campaign|ga_term|ga_content|pk_campaign|pk_kwd|piwik_campaign|mtm_\w+|at_medium|at_campaign|at_custom\d|ns_mchannel|ns_campaign|rb_clickid|s_cid|spm|_ga|_gl)$/i;

const trackingHint =
  /[?&;](?:amp;)?(?:utm_|[a-z]*cl(?:ick)?i?d|igsh|mc_|_hs|__hs|hscta|vero_|mkt_|oly_|wickedid|_openstat|gclsrc|gbraid|wbraid|ga_|pk_|piwik_|mtm_|at_|ns_|s_cid|spm|_g)/i;

/** Tells whether text may contain an address with tracking parameters. */
export function mayTrack(text: string): boolean {
  return trackingHint.test(text);
}

/** Removes tracking parameters from an address. The rest stays exactly as it is. */
export function withoutTracking(address: string): string {
  const [, before = "", query, after = ""] = /^([^?#]*)(?:\?([^#]*))?(#[\s\S]*)?$/.exec(address) ?? [];
  if (query === undefined || !mayTrack(`?${query}`)) return address;
  const keptPairs = query.split("&").filter((pair) => !trackingParameter.test(pair.split("=", 1)[0] ?? ""));
  if (keptPairs.length === query.split("&").length) return address;
  return `${before}${keptPairs.length > 0 ? `?${keptPairs.join("&")}` : ""}${after}`;
}

/** Hosts, and paths on hosts, that only serve pictures to count readers. */
const counterHosts = [
  /(?:^|\.)(?:doubleclick\.net|feedsportal\.com|scorecardresearch\.com|quantserve\.com|google-analytics\.com)$/i,
  /^(?:pixel\.wp\.com|stats\.wordpress\.com|stats\.wp\.com|track\.hubspot\.com|api\.flattr\.com)$/i,
];
const counterPaths: Readonly<Record<string, RegExp>> = {
  "feeds.feedburner.com": /^\/~(?:r|ff|a|at)\//,
  "feeds.wordpress.com": /^\/1\.0\//,
  "www.facebook.com": /^\/tr(?:\/|$)/,
  "medium.com": /^\/_\/stat/,
};

/**
 * Tells whether a picture serves to count readers: it has one pixel or none, or comes from an address that does nothing
 * else.
 */
export function isPixel({ src, width, height }: { src: string; width: string | null; height: string | null }): boolean {
  const isTiny = (size: string | null) => size !== null && /^\s*[01](?:px)?\s*$/.test(size);
  if ((isTiny(width) && (isTiny(height) || height === null)) || (isTiny(height) && width === null)) return true;
  const url = URL.parse(src, "https://nowhere.invalid/");
  if (url === null) return false;
  return (
    counterHosts.some((hosts) => hosts.test(url.hostname)) || counterPaths[url.hostname]?.test(url.pathname) === true
  );
}
