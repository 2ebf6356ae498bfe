import { type PageElement, textIn } from "../dom.ts";

/** Names that stand for share buttons, related articles, newsletters and the like, wherever they stand in class or id. */
const known =
  /(?:^|[\s_-])(?:sharedaddy|jp-relatedposts|jp-post-flair|feedflare|addtoany\w*|a2a_kit|addthis\w*|shareaholic\w*|heateor\w*|ssba\w*|essb_links|social-?(?:share|sharing|links|icons|buttons|media)|share-?(?:buttons?|bar|tools|links|icons|this|widget|post)|post-?share|entry-?share|sharing(?:-buttons?)?|related-?(?:posts?|articles?|stories|content|links|reads|news)|yarpp(?:-related)?|more-?stories|read-?(?:next|also|more-links)|you-?may-?(?:also-?)?like|recommended-?(?:posts?|articles?|stories)|newsletter(?:-?(?:signup|sign-up|form|box|promo|subscribe|widget|inline|cta))?|subscribe-?(?:form|box|widget|cta|block)|signup-?(?:form|box)|mc_embed_signup|mailmunch\w*|wp-block-jetpack-subscriptions\w*|kg-(?:signup|cta)-card|cookie-?(?:banner|notice|consent|bar)|gdpr-?\w*|comment-?(?:count|respond|form|list)|comments-?(?:link|area|list)|respond|disqus\w*|outbrain\w*|taboola\w*|ob-widget|advert(?:isement)?s?|ad-?(?:slot|container|unit|wrapper|banner)|promo-?(?:box|block)|modal|pop-?up|\w*dialog|overlay|print-?(?:link|button)|post-?navigation|nav-links|breadcrumbs?|pagination)(?:$|[\s_-])/i;

/** Headings of such boxes, in some languages. */
const headings =
  /^(?:share (?:this|on|via).{0,30}|related(?: (?:posts?|articles?|stories|content|reading|news|links|topics|coverage))?|you (?:may|might) (?:also )?(?:like|enjoy|be interested in).{0,20}|(?:more|recommended) (?:stories|articles|from|for you|on this).{0,40}|read (?:more|next|also)|most (?:read|popular)|(?:sign up|subscribe).{0,60}|newsletter|get our newsletter.{0,40}|follow us.{0,30}|teilen|mehr zum thema|das könnte (?:sie|dich) auch interessieren|weiterlesen|lesen sie auch|partager|à lire (?:aussi|également)|sur le même sujet|articles? (?:liés?|similaires?|associés?)|compartir|artículos relacionados|te puede interesar|lee también|condividi|leggi anche|articoli correlati|compartilhe|leia (?:também|mais)|veja também|delen|lees ook|gerelateerd.{0,20}|читайте также|поделиться|по теме|関連記事|あわせて読みたい|シェアする|相关(?:文章|阅读|新闻)|分享|관련 ?기사)\s*[:：!]?$/i;

/** Words of running text in a block from which on it is part of the article, whatever it is called. */
const prose = 40;

/** Takes out of a page, or of an article, what is no part of the article. A block with running text in it always stays. */
export function removeBoilerplate(root: PageElement): void {
  for (const element of root.querySelectorAll("[class], [id]")) {
    if (/^(?:html|body|main|article)$/i.test(element.tagName)) continue;
    const names = `${element.getAttribute("class") ?? ""} ${element.getAttribute("id") ?? ""}`;
    if (known.test(names) && proseIn(element) < prose) element.remove();
  }
  for (const heading of root.querySelectorAll("h2, h3, h4, h5, h6, p, strong, div, span")) {
    if (/^(?:div|span)$/i.test(heading.tagName) && heading.querySelector("*")) continue;
    if (!headings.test(textIn(heading).slice(0, 100)) || heading.querySelector("p, ul, img")) continue;
    const box = boxOf(heading);
    if (box) box.remove();
  }
  for (const form of root.querySelectorAll("form")) if (proseIn(form) < prose) form.remove();
}

/** The block that a heading stands over: the largest around it with nothing but links and short words in it. */
function boxOf(heading: PageElement): PageElement | undefined {
  let box: PageElement | undefined;
  for (let around = heading.parentElement; around; around = around.parentElement) {
    if (!/^(?:div|aside|section|nav|footer|ul|figure)$/i.test(around.tagName) || proseIn(around) >= prose / 2) break;
    if (firstIn(around) !== textIn(heading)) break;
    box = around;
  }
  return box;
}

function firstIn(element: PageElement): string {
  return [...element.children].map(textIn).find((text) => text !== "") ?? "";
}

/** Words outside of links, in pieces that are long enough to be sentences. */
function proseIn(element: PageElement): number {
  let words = 0;
  const paragraphs = [...element.querySelectorAll("p, li, blockquote, td, dd, pre, figcaption")];
  for (const paragraph of paragraphs.length > 0 ? paragraphs : [element]) {
    const links = [...paragraph.querySelectorAll("a, button, label, option")].map(textIn).join(" ");
    const count = wordsIn(textIn(paragraph)) - wordsIn(links);
    if (count >= 12) words += count;
  }
  return words;
}

/** Words; of scripts without blanks between them, two characters are one. */
function wordsIn(text: string): number {
  const dense = text.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/gu)?.length ?? 0;
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length + Math.floor(dense / 2);
}
