import { limits } from "../../article/limits.ts";
import { isMembers } from "../../article/members.ts";
import { CourantError } from "../../errors.ts";
import { type Element, parseDocument } from "../document.ts";
import { removeBoxes } from "./boxes.ts";
import { resolvePictures } from "./pictures.ts";
import { mayTrack, withoutTracking } from "./tracking.ts";

/*
 * Cleans HTML that another program wrote for readers: pictures that count them, addresses that track them, lazy
 * pictures, and boxes that are not part of the article.
 */

/** Cleans a tree: removes counting pictures, gives lazy pictures their addresses, and removes tracking parameters. */
export function cleanTree(root: Element): void {
  resolvePictures(root);
  for (const name of ["href", "src"]) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      const rawAddress = element.getAttribute(name) ?? "";
      const address = withoutTracking(rawAddress);
      if (address !== rawAddress) element.setAttribute(name, address);
    }
  }
}

const cleaningHint =
  /<img\b[^>]*(?:\sdata-|\b(?:width|height)\s*=\s*["']?[01]["'\s>px])|<img\b(?![^>]*\ssrc=["']?(?:https?:)?\/)|<noscript|feedsportal|~r\/|~ff\/|pixel\.wp|stats\.wordpress|stats\.wp|feeds\.wordpress|doubleclick|quantserve|scorecardresearch|google-analytics|hubspot|flattr|facebook\.com\/tr|\/_\/stat|sharedaddy|sd-sharing|jp-relatedposts|jetpack|feedflare|mailmunch|mc_embed|mc4wp|addtoany|a2a_kit|addthis|shareaholic|heateor|essb_|ssba|swp_social|sfsi_|simplesocial|yarpp|crp_related|rp4wp|tnp-sub|formkit|convertkit|kg-signup|subscription-widget|taboola|trc_related|outbrain|ob-widget/i;

/** Cleans HTML of feeds and exports. Most HTML needs no cleaning, and stays exactly as it is. */
export function cleanHtml(html: string): string {
  if (html.length > limits.content || !(cleaningHint.test(html) || mayTrack(html))) return html;
  const body = bodyOf(html);
  if (body === undefined) return html;
  cleanTree(body);
  removeBoxes(body, { isWholePage: false });
  return body.innerHTML;
}

/** Parses HTML. Returns undefined for HTML above the limits, which a later check reports. */
function bodyOf(html: string): Element | undefined {
  try {
    return parseDocument(`<html><head></head><body>${html}</body></html>`).body;
  } catch (error) {
    if (error instanceof CourantError) return undefined;
    throw error;
  }
}

/** Cleans an article from a feed or an export: its HTML, its picture and its address. */
export function cleanArticle(article: unknown): unknown {
  if (!isMembers(article)) return article;
  const { content_html, url, image } = article;
  return {
    ...article,
    ...(typeof content_html === "string" && { content_html: cleanHtml(content_html) }),
    ...(typeof url === "string" && { url: withoutTracking(url) }),
    ...(typeof image === "string" && { image: withoutTracking(image) }),
  };
}
