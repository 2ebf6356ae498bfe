/** Folders and names that programs give to unpublished texts. Medium exports `draft_Title.html`. */
const restrictedName =
  /(?:^|\/)(?:_?(?:drafts?|private|unpublished|unlisted|hidden|trash)|_templates|archetypes)\/|(?:^|\/)draft_[^/]*\.html?$|\.draft\.[^./]+$/i;

/**
 * Returns why a file's name says that it must not be published, or undefined for any other name.
 * @param name the path from the imported folder. Addresses are never restricted
 */
export function restrictionOfName(name: string): string | undefined {
  if (/^https?:\/\//i.test(name)) return undefined;
  // On macOS temporary files are in /private/tmp.
  const path = name.replaceAll("\\", "/").replace(/^\/private\//, "/");
  const match = restrictedName.exec(path)?.[0].replace(/^\/|\/$/g, "");
  if (match === undefined) return undefined;
  const advice = path.includes(`${match}/`) ? `move it out of the folder ${match}` : "rename it without “draft”";
  return `It is not published, by its name: ${advice} to publish it.`;
}

/**
 * Reads the name of a Markdown file after the rules of Jekyll (https://jekyllrb.com/docs/posts/) and Docusaurus
 * (https://docusaurus.io/docs/blog): the date, and the slug, which is the title of a post without another one. They also
 * stand in the name of its folder, or the date in the names of three.
 */
export function fieldsOfName(name: string): { date_published?: string; title?: string } {
  const path = name.replaceAll("\\", "/").slice(-1_000);
  const [, year, month = "", day = "", slug = ""] =
    /(?:^|\/)(\d{4})-(\d\d?)-(\d\d?)-([^/]+?)(?:\/index)?\.[^./]+$/i.exec(path) ?? [];
  if (year !== undefined) {
    const words = slug.replaceAll(/[-_]+/g, " ").trim();
    return { date_published: dayOf(year, month, day), title: `${words.charAt(0).toUpperCase()}${words.slice(1)}` };
  }
  const [, folderYear, folderMonth = "", folderDay = ""] =
    /(?:^|\/)((?:19|20)\d\d)[/-](\d\d?)[/-](\d\d?)\/[^/]+\.[^./]+$/.exec(path) ?? [];
  return folderYear === undefined ? {} : { date_published: dayOf(folderYear, folderMonth, folderDay) };
}

function dayOf(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}
