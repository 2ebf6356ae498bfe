import type { Article, Draft } from "../article/article.ts";
import { type Finding, findingsOf } from "../article/findings.ts";
import type { Config } from "../config/schema.ts";
import { showArticles } from "../render/content.ts";
import type { FormatName } from "../render/format.ts";
import { formats } from "../render/formats.ts";
import { articlePage, scriptElement, styleHash } from "../render/page.ts";
import { pageContext } from "./pages.ts";
import { publicChannels } from "./shown-selection.ts";

/** An article as it would be published: its item in each format, its page, and what may be mended. */
export type ArticlePreview = Record<FormatName, string> & { html: string; findings: Finding[] };

/**
 * Renders an article as a channel of whole articles would show it, without keeping anything. The page has a strict policy of
 * its own: it runs no script, and loads nothing but pictures and media.
 * @param draft an article that is checked and cleaned. @param now milliseconds since 1970, the date of an undated article
 */
export function previewArticle(draft: Draft, config: Config, now: number): ArticlePreview {
  const { site, environment } = config;
  const { baseUrl } = environment;
  const published = draft.date_published ?? new Date(now).toISOString();
  const article: Article = {
    ...draft,
    id: draft.id ?? draft.url ?? "preview",
    date_published: published,
    date_modified: draft.date_modified ?? published,
    _courant: { ...withoutMark(draft._courant), revision: 1 },
  };
  const shown = showArticles([article], { content: "full", language: site.language, baseUrl });
  const [rss = "", atom = "", json = ""] = formats.map(
    (format) => format.items(shown, { site, baseUrl, podcast: false })[0] ?? "",
  );
  const page = articlePage(site, article, publicChannels(config.channels), pageContext(config));
  const policy = `<meta http-equiv="Content-Security-Policy" content="${previewPolicy}">`;
  const html = page.replace("<head>", `<head>\n${policy}`).replace(scriptElement.source, "");
  return { rss, atom, json, html, findings: findingsOf(draft, baseUrl) };
}

/** The policy of a page in a preview. */
const previewPolicy = `default-src 'none'; img-src http: https: data:; media-src http: https:; style-src ${styleHash}`;

function withoutMark({ revision: _, without_content: __, ...courant }: Draft["_courant"] & object = {}) {
  return courant;
}
