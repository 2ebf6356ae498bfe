import Type, { type Static } from "typebox";
import type { Article } from "../../article/article.ts";
import { type DraftArticle, isDraft } from "../../article/draft-article.ts";
import { limits } from "../../article/limits.ts";
import { contentHtml } from "../../render/content.ts";
import type { TimeZone } from "../../time-zone.ts";
import { writeWallTime } from "./wall-time.ts";

export const editorActions = ["autosave", "save", "publish", "schedule", "unschedule", "discard", "delete"] as const;
export type EditorAction = (typeof editorActions)[number];

/**
 * The dates of the form. Beside each stands, as `_offset`, the date with the offset that is or was chosen for it, which
 * counts as long as the date is the same.
 */
export const dateFields = ["date_published", "expires", "publish_at"] as const;
export type DateField = (typeof dateFields)[number];

const text = (maxLength: number) => Type.String({ default: "", maxLength });
const line = text(limits.line);
const lines = (maxItems: number) => Type.Array(Type.String({ maxLength: limits.line }), { default: [], maxItems });

/**
 * The fields of the editor. `published` and `draft`: the revisions that the page shows, empty for none; `format`: what is
 * in `content`. Lists have a field for each item, and empty ones for further items.
 */
export const EditorForm = Type.Object({
  id: Type.String({ minLength: 1, maxLength: limits.id }),
  published: text(20),
  draft: text(20),
  action: Type.Enum([...editorActions], { default: "save" }),
  title: text(limits.text),
  summary: text(limits.text),
  format: Type.Enum(["rich", "html", "markdown"], { default: "html" }),
  content: text(limits.content),
  "tag[]": lines(limits.tags + 10),
  "author_name[]": lines(limits.authors + 10),
  "author_url[]": lines(limits.authors + 10),
  "author_avatar[]": lines(limits.authors + 10),
  image: line,
  image_description: text(limits.text),
  image_credit: line,
  "attachment_url[]": lines(limits.attachments + 10),
  "attachment_type[]": lines(limits.attachments + 10),
  "attachment_title[]": lines(limits.attachments + 10),
  "attachment_size[]": lines(limits.attachments + 10),
  "attachment_duration[]": lines(limits.attachments + 10),
  url: line,
  external_url: line,
  language: line,
  date_published: line,
  date_published_offset: line,
  expires: line,
  expires_offset: line,
  publish_at: line,
  publish_at_offset: line,
});
export type EditorForm = Static<typeof EditorForm>;

/** The stored states of an article: its published version, its draft, both or none. `deletedAt`: RFC 3339. */
export type Stored = {
  published?: Article | undefined;
  draft?: DraftArticle | undefined;
  deleted?: string | undefined;
};

/** Returns the version that is edited. */
export function shownOf({ draft, published }: Stored): Article | DraftArticle | undefined {
  return draft ?? published;
}

/** Returns the revisions of what is stored, as the form carries them. */
export function revisionsOf({ published, draft }: Stored): Pick<EditorForm, "published" | "draft"> {
  const revision = (shown: Article | DraftArticle | undefined) => String(shown?._courant.revision ?? "");
  return { published: revision(published), draft: revision(draft) };
}

/** Returns the form for what is stored; with empty fields for a new article. */
export function formOf(id: string, stored: Stored, zone: TimeZone): EditorForm {
  const shown = shownOf(stored);
  const { authors = [], attachments = [], _courant, tags = [] } = shown ?? {};
  const { image_description = "", image_credit = "", expires } = _courant ?? {};
  const { publish_at } = shown && isDraft(shown) ? shown._courant : {};
  const text = (value: string | number | undefined) => String(value ?? "");
  return {
    id,
    ...revisionsOf(stored),
    action: "save",
    title: text(shown?.title),
    summary: text(shown?.summary),
    format: "html",
    content: shown ? text(contentHtml(shown)) : "",
    "tag[]": tags,
    "author_name[]": authors.map(({ name }) => text(name)),
    "author_url[]": authors.map(({ url }) => text(url)),
    "author_avatar[]": authors.map(({ avatar }) => text(avatar)),
    image: text(shown?.image),
    image_description,
    image_credit,
    "attachment_url[]": attachments.map(({ url }) => url),
    "attachment_type[]": attachments.map(({ mime_type }) => mime_type),
    "attachment_title[]": attachments.map(({ title }) => text(title)),
    "attachment_size[]": attachments.map(({ size_in_bytes }) => text(size_in_bytes)),
    "attachment_duration[]": attachments.map(({ duration_in_seconds }) => text(duration_in_seconds)),
    url: text(shown?.url),
    external_url: text(shown?.external_url),
    language: text(shown?.language),
    ...dateValues("date_published", shown?.date_published, zone),
    ...dateValues("expires", expires, zone),
    ...dateValues("publish_at", publish_at, zone),
  } as EditorForm;
}

function dateValues(name: DateField, date: string | undefined, zone: TimeZone): Record<string, string> {
  const { text, offset } = date === undefined ? { text: "", offset: "" } : writeWallTime(Date.parse(date), zone);
  return { [name]: text, [`${name}_offset`]: text + offset };
}

/** Returns the offset that is chosen for a date, such as `+02:00`; empty if there is none for what stands in its field. */
export function offsetOf(form: EditorForm, name: DateField): string {
  const text = form[name];
  const chosen = form[`${name}_offset`];
  return text !== "" && chosen.startsWith(text) ? chosen.slice(text.length) : "";
}
