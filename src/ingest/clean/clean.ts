import { limits } from "../../article/limits.ts";
import { CourantError } from "../../errors.ts";
import { documentOf, type Element } from "../document.ts";
import { isMembers } from "../json.ts";
import { removeBoxes } from "./boxes.ts";
import { resolvePictures } from "./pictures.ts";
import { mayTrack, withoutTracking } from "./tracking.ts";

/** Cleans pictures, those that count readers and those that are lazy, and addresses that follow readers around. */
export function cleanTree(root: Element): void {
  resolvePictures(root);
  for (const name of ["href", "src"]) {
    for (const element of root.querySelectorAll(`[${name}]`)) {
      const typed = element.getAttribute(name) ?? "";
      const address = withoutTracking(typed);
      if (address !== typed) element.setAttribute(name, address);
    }
  }
}

const suspicious =
  /<img\b[^>]*(?:\sdata-|\b(?:width|height)\s*=\s*["']?[01]["'\s>px])|<img\b(?![^>]*\ssrc=["']?(?:https?:)?\/)|<noscript|feedsportal|~r\/|~ff\/|pixel\.wp|stats\.wordpress|stats\.wp|feeds\.wordpress|doubleclick|quantserve|scorecardresearch|google-analytics|hubspot|flattr|facebook\.com\/tr|\/_\/stat|sharedaddy|sd-sharing|jp-relatedposts|jetpack|feedflare|mailmunch|mc_embed|mc4wp|addtoany|a2a_kit|addthis|shareaholic|heateor|essb_|ssba|swp_social|sfsi_|simplesocial|yarpp|crp_related|rp4wp|tnp-sub|formkit|convertkit|kg-signup|subscription-widget|taboola|trc_related|outbrain|ob-widget/i;

/** The safe part of cleaning, for HTML in feeds and exports. What needs none, as most does, stays to the letter. */
export function cleanHtml(html: string): string {
  if (html.length > limits.content || !(suspicious.test(html) || mayTrack(html))) return html;
  const body = bodyOf(html);
  if (body === undefined) return html;
  cleanTree(body);
  removeBoxes(body, { whole: false });
  return body.innerHTML;
}

/** @returns undefined for HTML that is too much: whoever checks it next says so */
function bodyOf(html: string): Element | undefined {
  try {
    return documentOf(`<html><head></head><body>${html}</body></html>`).body;
  } catch (error) {
    if (error instanceof CourantError) return undefined;
    throw error;
  }
}

/** An article as a feed or an export has it, with its HTML, its picture and its own address cleaned. */
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
