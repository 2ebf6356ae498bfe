import { Skip } from "./skip.ts";

/**
 * What the name of a Markdown file says, as Jekyll has it (https://jekyllrb.com/docs/posts/): its date, and its slug, which
 * is the title of a post that has no other.
 * @throws Skip in a folder of drafts
 */
export function fieldsOfName(name: string): { date_published?: string; title?: string } {
  if (/(?:^|\/)_drafts\//.test(name)) {
    throw new Skip("It is a draft: move it out of the folder _drafts to publish it.");
  }
  const [, date, slug] = /(?:^|\/)(\d{4}-\d\d-\d\d)-([^/]+)\.[^./]+$/.exec(name) ?? [];
  if (date === undefined || slug === undefined) return {};
  const words = slug.replaceAll(/[-_]+/g, " ").trim();
  return { date_published: date, title: `${words.charAt(0).toUpperCase()}${words.slice(1)}` };
}
