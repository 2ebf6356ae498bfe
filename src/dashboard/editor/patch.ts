import type { Attachment, Author } from "../../article/article.ts";
import { isDraft } from "../../article/draft-article.ts";
import { contentHtml } from "../../render/content.ts";
import type { TimeZone } from "../../time-zone.ts";
import { type DateField, dateFields, type EditorForm, offsetOf, type Stored, shownOf } from "./form.ts";
import { readWallTime, type WallTime, writeWallTime } from "./wall-time.ts";

/** A date that cannot be read, or that can mean two moments. */
export type DateQuestion = { field: DateField; wall: Extract<WallTime, { kind: "asks" | "invalid" }> };

/** A JSON Merge Patch (RFC 7396) of an article, and the dates that it leaves out because they are in question. */
export type FormPatch = { patch: Record<string, unknown>; questions: DateQuestion[] };

/**
 * Returns the changes that a form makes to what is stored. Only fields of the form change; everything else, such as a
 * podcast, stays. `publish_at` is a part only where it is asked for, because it publishes.
 * @param content the content of the form as HTML
 */
export function patchOf(
  form: EditorForm,
  content: string,
  { stored, zone, withSchedule }: { stored: Stored; zone: TimeZone; withSchedule: boolean },
): FormPatch {
  const shown = shownOf(stored);
  const questions: DateQuestion[] = [];

  function date(field: DateField, present: string | undefined): { [name in DateField]?: string | null } {
    const text = form[field];
    const offset = offsetOf(form, field);
    // A form has no milliseconds: a date that was not touched stays as exact as it is.
    const written = present === undefined ? undefined : writeWallTime(Date.parse(present), zone);
    if (written && written.text === text && (offset === "" || written.offset === offset)) return {};
    const wall = readWallTime(text, zone, offset);
    if (wall.kind === "none") return { [field]: null };
    if (wall.kind === "moment") return { [field]: new Date(wall.at).toISOString() };
    questions.push({ field, wall });
    return {};
  }

  const courant = shown?._courant;
  const scheduled = shown && isDraft(shown) ? shown._courant.publish_at : undefined;
  const patch = {
    title: orNull(form.title),
    summary: orNull(form.summary),
    ...contentPatch(content, shown),
    tags: orNull(form["tag[]"].map((tag) => tag.trim()).filter((tag) => tag !== "")),
    authors: orNull(authorsOf(form)),
    image: orNull(form.image),
    attachments: orNull(attachmentsOf(form)),
    url: orNull(form.url),
    external_url: orNull(form.external_url),
    language: orNull(form.language),
    ...date("date_published", shown?.date_published),
    _courant: {
      image_description: orNull(form.image_description),
      image_credit: orNull(form.image_credit),
      // The size is that of another picture.
      ...(orNull(form.image) !== (shown?.image ?? null) && { image_width: null, image_height: null }),
      ...date("expires", courant?.expires),
      ...(withSchedule && date("publish_at", scheduled)),
    },
  };
  return { patch, questions: questions.sort((a, b) => dateFields.indexOf(a.field) - dateFields.indexOf(b.field)) };
}

/** Returns a patch as a whole article: without what it removes. */
export function withoutNulls(patch: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(patch).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, name === "_courant" ? withoutNulls(value as typeof patch) : value]),
  );
}

function orNull<Value extends string | readonly unknown[]>(value: Value): Value | null {
  return (typeof value === "string" ? value.trim() : value).length === 0 ? null : value;
}

/** Browsers send line ends as CR LF. Plain text beside the HTML would be out of date. */
function contentPatch(content: string, shown: Parameters<typeof contentHtml>[0] | undefined) {
  const html = content.replace(/\r\n?/g, "\n");
  const present = shown ? (contentHtml(shown) ?? "") : "";
  return html === present.replace(/\r\n?/g, "\n") ? {} : { content_html: orNull(html), content_text: null };
}

function authorsOf(form: EditorForm): Author[] {
  return form["author_name[]"].flatMap((name, index) => {
    const author = given({ name, url: form["author_url[]"][index], avatar: form["author_avatar[]"][index] });
    return author.name === undefined && author.url === undefined ? [] : [author];
  });
}

function attachmentsOf(form: EditorForm): Attachment[] {
  return form["attachment_url[]"].flatMap((url, index) => {
    if (url.trim() === "") return [];
    const size = Number(form["attachment_size[]"][index] || Number.NaN);
    const duration = Number(form["attachment_duration[]"][index] || Number.NaN);
    return {
      url: url.trim(),
      mime_type: form["attachment_type[]"][index]?.trim() || "application/octet-stream",
      ...given({ title: form["attachment_title[]"][index] }),
      ...(Number.isInteger(size) && { size_in_bytes: size }),
      ...(Number.isFinite(duration) && { duration_in_seconds: duration }),
    };
  });
}

/** Returns the members that are not empty, trimmed. */
function given<Name extends string>(members: Record<Name, string | undefined>): { [name in Name]?: string } {
  const entries = Object.entries<string | undefined>(members).map(([name, value = ""]) => [name, value.trim()]);
  return Object.fromEntries(entries.filter(([, value]) => value !== "")) as { [name in Name]?: string };
}
