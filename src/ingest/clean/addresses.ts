/** Parameters that say by which campaign or person somebody came, and nothing of what is shown. */
const tracking =
  /^(?:utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium|content)|hsa_\w+|_hs(?:enc|mi)|__hs\w+|mc_[ce]id|mkt_tok|fb(?:clid|_\w+)|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id|epik|vero_(?:id|conv)|oly_(?:anon|enc)_id|s_cid|wickedid|__s|_ga|_gl|ml_subscriber(?:_hash)?|rb_clickid|ck_subscriber_id|at_(?:campaign|medium|custom\d)|ref_src|ref_url|guccounter|guce_\w+)$/i;

/** An address without parameters for tracking; the rest of it stays to the letter. */
export function withoutTracking(url: string): string {
  const start = url.indexOf("?");
  if (start === -1) return url;
  const [query = "", ...fragments] = url.slice(start + 1).split("#");
  const kept = query.split("&").filter((part) => !tracking.test(part.split("=", 1)[0] ?? ""));
  if (kept.length === query.split("&").length) return url;
  const fragment = fragments.length > 0 ? `#${fragments.join("#")}` : "";
  return `${url.slice(0, start)}${kept.length > 0 ? `?${kept.join("&")}` : ""}${fragment}`;
}

/** Where pictures come from that count readers. */
const counters: readonly RegExp[] = [
  /^(?:pixel|stats)\.wp\.com$/,
  /^(?:b|pixel|sb)\.(?:scorecardresearch|quantserve)\.com$/,
  /(?:^|\.)(?:doubleclick\.net|google-analytics\.com|feedsportal\.com|imrworldwide\.com|addtoany\.com|pheedo\.com|feedblitz\.com)$/,
  /^pixel\./,
];
const counterPaths: readonly RegExp[] = [
  /^feeds\.feedburner\.com\/~r\//,
  /^feeds\.feedburner\.com\/~ff\//,
  /^feeds\.wordpress\.com\/1\.0\//,
  /^www\.facebook\.com\/tr\b/,
  /^(?:[\w-]+\.)*medium\.com\/_\/stat\b/,
  /^blogger\.googleusercontent\.com\/tracker\//,
];

/** Whether a picture is there to count readers. */
export function isCounter(address: string): boolean {
  const url = URL.parse(address.startsWith("//") ? `https:${address}` : address);
  if (!url) return false;
  const place = `${url.hostname}${url.pathname}`;
  return counters.some((host) => host.test(url.hostname)) || counterPaths.some((path) => path.test(place));
}
