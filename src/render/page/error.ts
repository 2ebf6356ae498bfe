import type { Article } from "../../article/article.ts";
import { rootPath } from "../../article/root-path.ts";
import type { Channel, Site } from "../../config/schema.ts";
import { announcedChannels } from "../groups.ts";
import { html } from "../html.ts";
import type { PageContext } from "./context.ts";
import { channelNames, newestArticles } from "./lists.ts";
import { nearestParagraph } from "./nearest-feed.ts";
import { footer, htmlDocument, masthead } from "./shell.ts";

/** The channels that the page of an error names. The home page has all. */
const maxNamedChannels = 60;

/**
 * Renders the page for addresses at which nothing is published, or nothing any more. It leads to the feeds and to the
 * newest articles.
 * @param status 404, or 410 for what was retired for good
 * @param newest the newest articles, in that order
 * @param words what the page says, if not what it says of the status
 */
export function errorPage(
  site: Site,
  status: 404 | 410,
  channels: readonly Channel[],
  context: PageContext,
  newest: readonly Article[] = [],
  words: { title: string; detail: string } = context.texts.missing[status],
): string {
  const { language, texts, baseUrl } = context;
  const { title, detail } = words;
  return htmlDocument({
    language,
    title: `${title} · ${site.title}`,
    description: undefined,
    head: html`<meta name="robots" content="noindex">\n`,
    masthead: masthead(site, context),
    main: html`<p class="kicker">${texts.missing.kicker(status)}</p>
<h1>${title}</h1>
<p class="lead">${detail}</p>
${status === 404 && nearestParagraph(texts.missing.nearest)}
<section class="help">
<h2 class="kicker">${texts.missing.feeds}</h2>
${channelNames(announcedChannels(channels).slice(0, maxNamedChannels), site, context)}
<p><a href="${rootPath(baseUrl)}/">${texts.missing.list}</a></p>
</section>
${newestArticles(site, newest, context)}`,
    footer: footer(site, context),
  });
}
