import { line } from "../../article/fields.ts";
import { textOf } from "../../article/plain-text.ts";

/**
 * The title of a page's article: what Readability makes of what the page says. The name of the site, which stands after or
 * before it for search engines, goes where the page says the title without it elsewhere, or in its `<title>` only.
 * @param said the page's titles in JSON-LD, `meta` elements, microformats and microdata
 */
export function titleOf(
  read: string | undefined,
  said: readonly string[],
  siteName: string | undefined,
): string | undefined {
  const titles = said.flatMap((each) => line(textOf(each)) ?? []);
  const title = line(textOf(read ?? "")) ?? titles[0];
  const short = title === undefined ? undefined : withoutSite(title, line(siteName));
  if (title === undefined || short === undefined) return title;
  return titles.includes(short) || !titles.includes(title) ? short : title;
}

function withoutSite(title: string, site: string | undefined): string {
  if (site === undefined || site.length < 2) return title;
  for (const mark of ["|", "-", "–", "—", "·", "•", "::", ":", "«", "»"]) {
    const [end, start] = [` ${mark} ${site}`, `${site} ${mark} `];
    if (title.toLowerCase().endsWith(end.toLowerCase())) return title.slice(0, -end.length).trim() || title;
    if (title.toLowerCase().startsWith(start.toLowerCase())) return title.slice(start.length).trim() || title;
  }
  return title;
}
