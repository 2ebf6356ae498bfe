import { linkOf } from "../../article/address.ts";
import type { Article, Attachment } from "../../article/article.ts";
import { escapeHtml } from "../../article/plain-text.ts";
import { rootPath } from "../../article/root-path.ts";
import type { Channel, Site } from "../../config/schema.ts";
import { contentHtml } from "../content.ts";
import { announcedChannels } from "../groups.ts";
import { Html, html, safeAddress } from "../html.ts";
import { authorsOf } from "../source.ts";
import { summaryOf } from "../summary.ts";
import { byline, headlineOf, labelOf } from "./labels.ts";
import { articlePicture } from "./picture.ts";
import { footer, htmlDocument, masthead, type PageContext } from "./shell.ts";
import { autodiscoveryLinks } from "./subscribe.ts";

/**
 * Renders the page at `/articles/{id}`, for an article without an address of its own.
 * @param article an article from `prepare`, which sanitises `content_html`; the page contains it as it is
 * @param channels all channels; the page announces some of them to feed readers
 */
export function articlePage(site: Site, article: Article, channels: readonly Channel[], context: PageContext): string {
  const { baseUrl, formatDate } = context;
  const published = formatDate(article.date_published);
  const root = rootPath(baseUrl);
  return htmlDocument({
    language: article.language ?? site.language,
    title: `${headlineOf(article) ?? published} · ${site.title}`,
    description: summaryOf(article),
    head: html`<link rel="canonical" href="${safeAddress(linkOf(article, baseUrl))}">
${autodiscoveryLinks(announcedChannels(channels), baseUrl)}`,
    masthead: masthead(site, root),
    main: html`<article dir="auto">
<h1>${article.title || published}</h1>
${bylineParagraph(article, site, formatDate)}
${leadFigure(article)}
${articleContent(article)}
${externalLink(article)}
${tagList(article)}
${attachmentList(article, site.language)}
</article>`,
    footer: footer(site, root),
  });
}

function bylineParagraph(article: Article, site: Site, formatDate: (date: string) => string): Html {
  const authors = byline(authorsOf(article, site)) ?? byline(site.author && [site.author]);
  const time = (date: string) => html`<time datetime="${date}" lang="${site.language}">${formatDate(date)}</time>`;
  const { date_published, date_modified } = article;
  const updated = date_modified > date_published && formatDate(date_modified) !== formatDate(date_published);
  return html`<p class="meta byline"><span lang="en">${authors && html`By ${authors} · `}${time(date_published)}${
    updated ? html` · Updated ${time(date_modified)}` : undefined
  }</span></p>`;
}

/** Renders the article's picture, unless its content shows it already. */
function leadFigure(article: Article): Html | undefined {
  const url = safeAddress(article.image);
  if (url === undefined || article.content_html?.includes(`"${escapeHtml(url)}"`)) return undefined;
  const { image_description: description, image_credit: credit } = article._courant;
  return html`<figure>
${articlePicture(article, { lazy: false })}
${description || credit ? html`<figcaption dir="auto">${description}${description && credit ? " " : undefined}${credit && html`<small>${credit}</small>`}</figcaption>` : undefined}
</figure>`;
}

/**
 * Renders the article's content. `contentHtml` escapes plain text. Wide tables and code scroll by themselves, so the
 * keyboard must reach them (WCAG 2.1.1). The replacement is safe because sanitised HTML has `<` only in tags.
 */
function articleContent(article: Article): Html | undefined {
  const content = contentHtml(article) ?? contentHtml({ content_text: article.summary ?? "" });
  return content === undefined
    ? undefined
    : html`<div class="story" dir="auto">${new Html(content.replace(/<(pre|table)\b/g, '<$1 tabindex="0"'))}</div>`;
}

function externalLink(article: Article): Html | undefined {
  const url = safeAddress(article.external_url);
  if (url === undefined) return undefined;
  return html`<p lang="en">Read on at <a href="${url}">${labelOf(url)}</a></p>`;
}

function tagList(article: Article): Html | undefined {
  if (!article.tags?.length) return undefined;
  return html`<ul class="tags" aria-label="Tags">${article.tags.map((tag) => html`<li><bdi>${tag}</bdi></li>\n`)}</ul>`;
}

function attachmentList(article: Article, language: string): Html | undefined {
  if (!article.attachments?.length) return undefined;
  return html`<section class="attachments">
<h2 class="kicker" lang="en">Attachments</h2>
<ul>
${article.attachments.map((attachment) => {
  const label = attachment.title || labelOf(attachment.url);
  const url = safeAddress(attachment.url);
  const link = url === undefined ? label : html`<a href="${url}" type="${attachment.mime_type}">${label}</a>`;
  return html`<li><bdi>${link}</bdi> <span class="meta">${attachmentDetails(attachment, language)}</span></li>\n`;
})}</ul>
</section>`;
}

/** Returns the media type, size and duration of an attachment in words. */
function attachmentDetails(attachment: Attachment, language: string): string {
  const amount = (value: number, unit: string) =>
    new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
  const { mime_type, size_in_bytes: bytes, duration_in_seconds: seconds } = attachment;
  const parts = [mime_type];
  if (bytes !== undefined) parts.push(bytes < 1e6 ? amount(bytes / 1e3, "kilobyte") : amount(bytes / 1e6, "megabyte"));
  if (seconds !== undefined) parts.push(seconds < 60 ? amount(seconds, "second") : amount(seconds / 60, "minute"));
  return parts.join(", ");
}
