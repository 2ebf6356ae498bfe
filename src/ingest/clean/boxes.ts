import type { Element } from "../document.ts";

/** Classes and ids that programs give to additions around articles, and that nobody gives to prose. */
const addedNames =
  /^(?:sharedaddy|sd-sharing(?:-enabled)?|jp-relatedposts|wp-block-jetpack-(?:subscriptions|sharing-buttons|related-posts)|feedflare|mailmunch-[\w-]+|mc_embed_signup|mc4wp-form|addtoany_(?:share_save_container|content|list)|a2a_kit|addthis_[\w-]+|shareaholic-canvas|heateor_sss_sharing_container|essb_links|ssba|swp_social_panel|sfsi_[\w-]+|simplesocialbuttons|yarpp(?:-related)?|crp_related|rp4wp-related-posts|tnp-subscription|formkit-form|convertkit-form|kg-signup-card|subscription-widget(?:-wrap)?|taboola|trc_related_container|outbrain|ob-widget)$/i;

/** Likely names that page designers use. They count only in a whole page, of which most is no article anyway. */
const likelyNames =
  /^(?:(?:social-?)?shar(?:e|ing)-?(?:this|buttons?|bar|links|tools|box|icons)|social-?shar(?:e|ing)(?:-[\w-]+)?|social-?(?:buttons|links|media-links)|newsletter(?:-?(?:signup|sign-up|subscribe|box|form|widget|promo|cta|block|module))?|(?:email|subscribe)-?(?:signup|box|form|widget)|related(?:-?(?:posts|articles|stories|links|content|news))|read-?more-?(?:list|links|box|articles)|more-?(?:stories|articles)|recommended-?(?:posts|articles|stories)|comments?-?(?:count|link|counter)|cookie-?(?:notice|banner|consent|bar|law-info-bar)|gdpr-?(?:banner|notice|consent)|onetrust-[\w-]+)$/i;

/** Words that sites put around advertisements and for programs that read aloud. They stand in an element of their own. */
const labelOfSite =
  /^(?:advert(?:isement|ising)?s?|sponsored|anzeige|werbung|publicité|publicidad|publicidade|реклама|(?:skip|jump) to (?:the )?(?:main )?(?:content|navigation)|zum inhalt springen|aller au contenu|this slideshow requires javascript|(?:story|article) continues (?:below|after)(?: (?:this )?advertisement)?|continue reading below)[.:]?$/i;

/** A paragraph of this length is prose, whatever its box is called. */
const minProseLength = 250;

/**
 * Removes additions around an article: buttons to share it, forms for newsletters, lists of other articles.
 * @param options.isWholePage whether the tree is a whole page, in which likely names and menus count as well
 */
export function removeBoxes(root: Element, { isWholePage }: { isWholePage: boolean }): void {
  const length = root.textContent.length;
  if (isWholePage) for (const menu of root.querySelectorAll('nav, [role="navigation"]')) removeMenu(menu);
  if (isWholePage) removeLabels(root);
  for (const box of [...root.querySelectorAll("[class], [id]")]) {
    if (["html", "body", "main", "article"].includes(box.localName)) continue;
    const boxNames = `${box.getAttribute("class") ?? ""} ${box.getAttribute("id") ?? ""}`.slice(0, 1_000).split(/\s+/);
    if (!boxNames.some((name) => addedNames.test(name) || (isWholePage && likelyNames.test(name)))) continue;
    if (box.textContent.length <= length / 2 && !hasProse(box)) box.remove();
  }
}

function removeLabels(root: Element): void {
  for (const element of [...root.querySelectorAll('div, p, li, a[href^="#"], a[href*="/#"]')]) {
    const { textContent } = element;
    if (textContent.length > 60 || !labelOfSite.test(textContent.trim())) continue;
    if (element.querySelector("*") === null) element.remove();
  }
}

/** Removes the links to other pages of a site. A list of what the article contains leads to its own parts, and stays. */
function removeMenu(menu: Element): void {
  const links = [...menu.querySelectorAll("a[href]")];
  const isContents = links.length > 0 && links.every((link) => link.getAttribute("href")?.includes("#"));
  if (!isContents && !hasProse(menu)) menu.remove();
}

function hasProse(box: Element): boolean {
  return [...box.querySelectorAll("p")].some((paragraph) => paragraph.textContent.trim().length >= minProseLength);
}
