import { nonEmptyLine } from "../../article/fields.ts";
import { textOf } from "../../article/plain-text.ts";

/**
 * Returns the title of a page's article. Readability's title has precedence. The site's name before or after it is removed
 * when the page declares the title without the name, or only its `<title>` has the title with the name.
 * @param declaredTitles the page's titles in JSON-LD, `meta` elements, microformats and microdata
 */
export function titleOf(
  readabilityTitle: string | undefined,
  declaredTitles: readonly string[],
  siteName: string | undefined,
): string | undefined {
  const titles = declaredTitles.flatMap((text) => nonEmptyLine(textOf(text)) ?? []);
  const title = nonEmptyLine(textOf(readabilityTitle ?? "")) ?? titles[0];
  const shortTitle = title === undefined ? undefined : withoutSite(title, nonEmptyLine(siteName));
  if (title === undefined || shortTitle === undefined) return title;
  return titles.includes(shortTitle) || !titles.includes(title) ? shortTitle : title;
}

function withoutSite(title: string, site: string | undefined): string {
  if (site === undefined || site.length < 2) return title;
  for (const separator of ["|", "-", "–", "—", "·", "•", "::", ":", "«", "»"]) {
    const [end, start] = [` ${separator} ${site}`, `${site} ${separator} `];
    if (title.toLowerCase().endsWith(end.toLowerCase())) return title.slice(0, -end.length).trim() || title;
    if (title.toLowerCase().startsWith(start.toLowerCase())) return title.slice(start.length).trim() || title;
  }
  return title;
}
