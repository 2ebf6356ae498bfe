import { line } from "../../article/fields.ts";
import { textOf } from "../../article/plain-text.ts";

/** A title without the name of the site, which stands after or before it for search engines. */
export function titleOf(
  said: string | undefined,
  read: string | undefined,
  siteName: string | undefined,
): string | undefined {
  const title = line(textOf(said ?? "")) ?? line(read);
  const site = line(siteName);
  if (title === undefined || site === undefined || site.length < 2) return title;
  for (const mark of ["|", "-", "–", "—", "·", "•", "::", ":", "«", "»"]) {
    const [end, start] = [` ${mark} ${site}`, `${site} ${mark} `];
    if (title.toLowerCase().endsWith(end.toLowerCase())) return title.slice(0, -end.length).trim() || title;
    if (title.toLowerCase().startsWith(start.toLowerCase())) return title.slice(start.length).trim() || title;
  }
  return title;
}
