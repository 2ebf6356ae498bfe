import type { Site } from "../../config/schema.ts";
import { Html, type HtmlValue, html } from "../html.ts";
import { style } from "./style.ts";

/*
 * The HTML pages: one file for each kind of page, and this one for what surrounds the content of all. A page needs no
 * script to be read; the one script copies addresses.
 */

/** The settings that all pages need. */
export type PageContext = {
  /** The public address, without a trailing slash. */
  baseUrl: string;
  /** Formats RFC 3339 dates in the language and the time zone of the site, as `createDateFormat` does. */
  formatDate: (date: string) => string;
};

const iconAddress =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%238c3313'/%3E%3Cg fill='none' stroke='%23fff' stroke-width='1.8'%3E%3Cpath d='M4 7.5A4.5 4.5 0 0 1 8.5 12M4 4a8 8 0 0 1 8 8'/%3E%3C/g%3E%3Ccircle cx='5' cy='11' r='1.2' fill='%23fff'/%3E%3C/svg%3E";

type PageParts = {
  /** The language (BCP 47) of the page's content. Courant's own words on it are English. */
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

/** Renders the line above a page, with links to the home page. @param root the path before every path of this service */
export function masthead(site: Site, root: string): Html {
  return html`<header class="masthead">
<a class="home" href="${root}/" lang="${site.language}" dir="auto">${site.title}</a>
<a href="${root}/" lang="en">All feeds</a>
</header>`;
}

/** Renders the line below a page. @param root the path before every path of this service */
export function footer(site: Site, root: string): Html {
  return html`<footer class="footer">
<span lang="${site.language}" dir="auto">${site.copyright ?? site.title}</span>
<a href="${root}/feeds.opml" lang="en">All feeds in one file (OPML)</a>
</footer>`;
}
