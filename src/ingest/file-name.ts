/** Folders that programs keep unpublished texts in, and names of unpublished ones: Medium exports `draft_Title.html`. */
const restrictedName =
  /(?:^|\/)(?:_?(?:drafts?|private|unpublished|unlisted|hidden|trash)|_templates|archetypes)\/|(?:^|\/)draft_[^/]*\.html?$|\.draft\.[^./]+$/i;

/**
 * Why a file is not to be published, by its name; undefined for every other.
 * @param name its path from the folder that is imported; an address says nothing
 */
export function restrictionOfName(name: string): string | undefined {
  if (/^https?:\/\//i.test(name)) return undefined;
  // On macOS the folder of temporary files is /private/tmp.
  const path = name.replaceAll("\\", "/").replace(/^\/private\//, "/");
  const part = restrictedName.exec(path)?.[0].replace(/^\/|\/$/g, "");
  if (part === undefined) return undefined;
  const advice = path.includes(`${part}/`) ? `move it out of the folder ${part}` : "rename it without “draft”";
  return `It is not published, by its name: ${advice} to publish it.`;
}

/**
 * What the name of a Markdown file says, as Jekyll has it (https://jekyllrb.com/docs/posts/): its date, and its slug, which
 * is the title of a post that has no other.
 */
export function fieldsOfName(name: string): { date_published?: string; title?: string } {
  const [, date, slug] = /(?:^|\/)(\d{4}-\d\d-\d\d)-([^/]+)\.[^./]+$/.exec(name) ?? [];
  if (date === undefined || slug === undefined) return {};
  const words = slug.replaceAll(/[-_]+/g, " ").trim();
  return { date_published: date, title: `${words.charAt(0).toUpperCase()}${words.slice(1)}` };
}
