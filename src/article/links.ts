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
  const { content_html = "", url, external_url, image, banner_image, attachments = [], authors = [] } = article;
  const inContent = [...content_html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, address = ""]) =>
    address.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? entity),
  );
  const fields = [url, external_url, image, banner_image, ...attachments.map((each) => each.url)];
  const links = [...inContent, ...fields, ...authors.map((author) => author.url)];
  return [...new Set(links.flatMap((link) => (link !== undefined && /^https?:/i.test(link) ? [link] : [])))];
}
