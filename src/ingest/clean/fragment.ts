import { CourantError } from "../../errors.ts";
import { domOf, type PageElement } from "../dom.ts";
import { withoutTracking } from "./addresses.ts";
import { settlePictures } from "./pictures.ts";

/** Whether there may be something to clean: parsing takes time. */
const suspicious =
  /(?:utm_|mtm_|clid=|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|igsh|data-(?:lazy|src|orig|hi-res|full|img|image|url|delayed|cf|actual|runner)|srcset=|<noscript|feedflare|sharedaddy|jp-relatedposts|mc_embed|feedburner|wp\.com|doubleclick|feedsportal|google-analytics|medium\.com\/_\/stat|(?:width|height)\s*[=:]\s*["']?\s*[0-2](?:px)?\b)/i;

/** Blocks that plugins put into feeds. */
const added =
  ".sharedaddy, .jp-relatedposts, .feedflare, .mailmunch-forms-after-post, #mc_embed_signup, .addtoany_share_save_container, .wp-block-jetpack-subscriptions";

/**
 * HTML of a feed or an export without what counts and follows readers: tracking pixels, tracking parameters of links, and
 * blocks of share buttons that are known by name; pictures that scripts would load have their addresses. All else stays.
 */
export function cleanFragment(html: string): string {
  if (!suspicious.test(html)) return html;
  const body = bodyOf(html);
  if (!body) return html;
  for (const block of body.querySelectorAll(added)) block.remove();
  settlePictures(body);
  untrackLinks(body);
  return body.innerHTML;
}

/** Nothing for what is too large to be looked through. */
function bodyOf(html: string): PageElement | null {
  try {
    return domOf(html).body;
  } catch (error) {
    if (error instanceof CourantError) return null;
    throw error;
  }
}

/** Takes tracking parameters out of every address. */
export function untrackLinks(root: PageElement): void {
  for (const name of ["href", "src"]) {
    for (const element of root.querySelectorAll(`[${name}*="?"]`)) {
      element.setAttribute(name, withoutTracking(element.getAttribute(name) ?? ""));
    }
  }
}
