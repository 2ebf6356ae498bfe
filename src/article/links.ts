import type { Draft } from "./article.ts";

const entities: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};

/**
 * Lists the http and https addresses to which an article leads or whose files it shows, each once: those in its sanitised
 * content first.
 */
export function linksOf(article: Draft): string[] {
  const { url, external_url, image, banner_image, attachments = [], authors = [] } = article;
  const fields = [url, external_url, image, banner_image, ...attachments.map((each) => each.url)];
  return webAddresses([
    ...addressesIn(article, / (?:href|src)="([^"]*)"/g),
    ...fields,
    ...authors.map((author) => author.url),
  ]);
}

/** Lists the http and https addresses of an article's pictures, each once: its image first. */
export function picturesOf(article: Draft): string[] {
  const { image, banner_image, attachments = [] } = article;
  const attached = attachments.filter(({ mime_type }) => /^image\//i.test(mime_type)).map(({ url }) => url);
  return webAddresses([
    image,
    banner_image,
    ...addressesIn(article, /<img(?: [a-z-]+="[^"]*")*? src="([^"]*)"/g),
    ...attached,
  ]);
}

/** Returns the addresses in sanitised content, whose attributes are all in double quotes. */
function addressesIn({ content_html = "" }: Draft, pattern: RegExp): string[] {
  return [...content_html.matchAll(pattern)].map(([, address = ""]) =>
    address.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity),
  );
}

function webAddresses(links: readonly (string | undefined)[]): string[] {
  return [...new Set(links.flatMap((link) => (link !== undefined && /^https?:/i.test(link) ? [link] : [])))];
}
