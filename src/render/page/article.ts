import { linkOf } from "../../article/address.ts";
import type { Article, Attachment } from "../../article/article.ts";
import { escapeHtml } from "../../article/plain-text.ts";
import { rootPath } from "../../article/root-path.ts";
import type { PictureVersions } from "../../article/smaller-pictures.ts";
import type { Channel, Site } from "../../config/schema.ts";
import { contentHtml } from "../content.ts";
import { pagePath } from "../format.ts";
import { announcedChannels } from "../groups.ts";
import { Html, html, safeAddress } from "../html.ts";
import { authorsOf } from "../source.ts";
import { summaryOf } from "../summary.ts";
import type { PageContext } from "./context.ts";
import { byline, headlineOf, joined, labelOf, timeElement } from "./labels.ts";
import { articlePicture, type PagePictures, withSmallerPictures } from "./picture.ts";
import { footer, htmlDocument, masthead, scriptElement } from "./shell.ts";
import { autodiscoveryLinks } from "./subscribe.ts";

/**
 * Renders the page at `/articles/{id}`, for an article without an address of its own.
 * @param article an article from `prepare`, which sanitises `content_html`; the page contains it as it is
 * @param channels all channels; the page announces some of them to feed readers
 * @param tagSlugs the slugs of the channels of the article's tags, by tag
 * @param versions the uploaded pictures in the article that have smaller versions
 */
export function articlePage(
  site: Site,
  article: Article,
  channels: readonly Channel[],
  context: PageContext,
  tagSlugs: ReadonlyMap<string, string> = new Map(),
  versions: PictureVersions = new Map(),
): string {
  const { baseUrl, formatDate } = context;
  const pictures = { baseUrl, versions };
  const published = formatDate(article.date_published);
  return htmlDocument({
    language: article.language ?? site.language,
    title: `${headlineOf(article) ?? published} · ${site.title}`,
    description: summaryOf(article),
    head: html`<link rel="canonical" href="${safeAddress(linkOf(article, baseUrl))}">
${autodiscoveryLinks(announcedChannels(channels), baseUrl)}`,
    masthead: masthead(site, context),
    main: html`<article dir="auto">
<h1>${article.title || timeElement(article.date_published, site, formatDate)}</h1>
${bylineParagraph(article, site, context)}
${leadFigure(article, pictures)}
${articleContent(article, pictures)}
${externalLink(article, context)}
${tagList(article, tagSlugs, { site, context })}
${attachmentList(article, site.language, context)}
</article>`,
    footer: footer(site, context),
    afterword: scriptElement,
  });
}

/** Renders what stands below the title: who wrote the article, and when, unless the title is the date. */
function bylineParagraph(article: Article, site: Site, { formatDate, language, texts }: PageContext): Html | undefined {
  const authors = byline(authorsOf(article, site)) ?? byline(site.author && [site.author]);
  const { title, date_published, date_modified } = article;
  const isUpdated = date_modified > date_published && formatDate(date_modified) !== formatDate(date_published);
  const parts = [
    authors && html`${texts.article.by} ${authors}`,
    title ? timeElement(date_published, site, formatDate) : undefined,
    isUpdated ? html`${texts.article.updated} ${timeElement(date_modified, site, formatDate)}` : undefined,
  ].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  return html`<p class="meta byline"><span lang="${language}">${joined(parts, " · ")}</span></p>`;
}

/** The width of the column of an article (style.ts). */
const columnSizes = "(max-width: 44rem) 92vw, 42rem";

/** Renders the article's picture, unless its content shows it already. */
function leadFigure(article: Article, pictures: PagePictures): Html | undefined {
  const url = safeAddress(article.image);
  if (url === undefined || article.content_html?.includes(`"${escapeHtml(url)}"`)) return undefined;
  const { image_description: description, image_credit: credit } = article._courant;
  return html`<figure class="picture">
${articlePicture(article, { lazy: false, sizes: columnSizes, pictures })}
${description || credit ? html`<figcaption dir="auto">${description}${description && credit ? " " : undefined}${credit && html`<small>${credit}</small>`}</figcaption>` : undefined}
</figure>`;
}

/**
 * Renders the article's content. `contentHtml` escapes plain text. Wide tables and code scroll by themselves, so the
 * keyboard must reach them (WCAG 2.1.1). The replacement is safe because sanitised HTML has `<` only in tags.
 */
function articleContent(article: Article, pictures: PagePictures): Html | undefined {
  const content = contentHtml(article) ?? contentHtml({ content_text: article.summary ?? "" });
  if (content === undefined) return undefined;
  const reachable = content.replace(/<(pre|table)\b/g, '<$1 tabindex="0"');
  return html`<div class="story" dir="auto">${new Html(withSmallerPictures(reachable, columnSizes, pictures))}</div>`;
}

function externalLink(article: Article, { language, texts }: PageContext): Html | undefined {
  const url = safeAddress(article.external_url);
  if (url === undefined) return undefined;
  return html`<p lang="${language}">${texts.article.readOn} <a href="${url}">${labelOf(url)}</a></p>`;
}

/** Renders the tags, each with a link to its channel if there is one. */
function tagList(
  article: Article,
  slugs: ReadonlyMap<string, string>,
  { site, context }: { site: Site; context: PageContext },
): Html | undefined {
  if (!article.tags?.length) return undefined;
  const language = article.language ?? site.language;
  const root = rootPath(context.baseUrl);
  const items = article.tags.toSorted(context.compare).map((tag) => {
    const slug = slugs.get(tag);
    const label = html`<bdi lang="${language}">${tag}</bdi>`;
    return html`<li>${slug === undefined ? label : html`<a href="${root}${pagePath(slug)}" rel="tag">${label}</a>`}</li>\n`;
  });
  return html`<ul class="tags" lang="${context.language}" aria-label="${context.texts.article.tags}">${items}</ul>`;
}

function attachmentList(article: Article, siteLanguage: string, { language, texts }: PageContext): Html | undefined {
  if (!article.attachments?.length) return undefined;
  return html`<section class="attachments">
<h2 class="kicker" lang="${language}">${texts.article.attachments}</h2>
<ul>
${article.attachments.map((attachment) => {
  const label = attachment.title || labelOf(attachment.url);
  const url = safeAddress(attachment.url);
  const link = url === undefined ? label : html`<a href="${url}" type="${attachment.mime_type}">${label}</a>`;
  const details = attachmentDetails(attachment, siteLanguage);
  return html`<li><bdi>${link}</bdi> <span class="meta" lang="${siteLanguage}">${details}</span></li>\n`;
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
