import { rootPath } from "../../article/root-path.ts";
import type { Site } from "../../config/schema.ts";
import { Html, type HtmlValue, html } from "../html.ts";
import type { PageContext } from "./context.ts";
import { script } from "./script.ts";
import { style } from "./style.ts";

/*
 * The HTML pages: one file for each kind of page, and this one for what surrounds the content of all. A page needs no
 * script to be read; the one script copies addresses and hides pictures that are missing.
 */

const iconAddress =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%238c3313'/%3E%3Cg fill='none' stroke='%23fff' stroke-width='1.8'%3E%3Cpath d='M4 7.5A4.5 4.5 0 0 1 8.5 12M4 4a8 8 0 0 1 8 8'/%3E%3C/g%3E%3Ccircle cx='5' cy='11' r='1.2' fill='%23fff'/%3E%3C/svg%3E";

type PageParts = {
  /** The language (BCP 47) of the page's content. Courant's own words on it are in the language of the context. */
  language: string;
  title: string;
  description: string | undefined;
  /** Additional elements of the head. */
  head: HtmlValue;
  /** Whether the page uses the whole width instead of one column for reading. */
  wide?: boolean;
  masthead?: Html;
  main: Html;
  footer?: HtmlValue;
  /** The elements after the visible content. */
  afterword?: Html;
};

const styleElement = new Html(`<style>${style}</style>`);

/** Renders a whole HTML document. */
export function htmlDocument(page: PageParts): string {
  return html`<!DOCTYPE html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.title}</title>
${page.description && html`<meta name="description" content="${page.description}">\n`}${page.head}<link rel="icon" href="${iconAddress}">
${styleElement}
</head>
<body class="${page.wide ? "wide" : "column"}">
${page.masthead}
<main>
${page.main}
</main>
${page.footer}
${page.afterword}
</body>
</html>
`.source;
}

/** The script, for pages with addresses to copy, or with pictures. */
export const scriptElement = new Html(`<script>${script}</script>`);

/** Renders the line above a page, with links to the home page. */
export function masthead(site: Site, { baseUrl, language, texts }: PageContext): Html {
  const root = rootPath(baseUrl);
  return html`<header class="masthead">
<a class="home" href="${root}/" lang="${site.language}" dir="auto">${site.title}</a>
<a href="${root}/" lang="${language}">${texts.allFeeds}</a>
</header>`;
}

/** Renders the line below a page. */
export function footer(site: Site, { baseUrl, language, texts }: PageContext): Html {
  return html`<footer class="footer">
<span lang="${site.language}" dir="auto">${site.copyright ?? site.title}</span>
<a href="${rootPath(baseUrl)}/feeds.opml" lang="${language}">${texts.allFeedsFile}</a>
</footer>`;
}
