/** What can only be guessed: a byline as people write it, and a title with the name of its site. */

const by =
  /^\s*(?:(?:written|posted|published|words|text|story|reported)\s+)?(?:by|von|par|por|di|de|door|av|af|autore?|auteur|author|autor|от|автор)[\s:]+/i;

/** Names in a byline; none where it is no list of names. */
export function authorsIn(byline: string): { name: string }[] {
  const names = byline
    .replace(/\s+/g, " ")
    .replace(by, "")
    .split(/\s+(?:and|und|et|y|e|og|och|en|и)\s+|\s*[&;|•·]\s*|,\s+/u)
    .map((name) => name.replace(by, "").trim())
    .filter((name) => name !== "");
  const isName = (name: string) =>
    name.length <= 60 && /\p{L}/u.test(name) && !/\d|https?:|@/.test(name) && name.split(" ").length <= 6;
  return names.filter(isName).map((name) => ({ name }));
}

/** A title without the name of the site at its end or beginning, where a mark stands between. */
export function titleWithout(title: string, siteName: string | undefined): string {
  const parts = title.trim().split(/\s+[-–—|·•»«:/]\s+/);
  if (siteName === undefined || parts.length < 2) return title.trim();
  const isSite = (part: string | undefined) => part?.toLowerCase() === siteName.toLowerCase();
  if (isSite(parts.at(-1)))
    return title
      .trim()
      .slice(0, -(parts.at(-1)?.length ?? 0))
      .replace(/\s+\S+\s*$/, "");
  if (isSite(parts[0]))
    return title
      .trim()
      .slice(parts[0]?.length)
      .replace(/^\s*\S+\s+/, "");
  return title.trim();
}
