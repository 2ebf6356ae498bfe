import { type Html, html } from "../../render/html.ts";
import type { View } from "../view.ts";
import { type DateField, type EditorForm, offsetOf } from "./form.ts";
import type { DateQuestion } from "./patch.ts";

type Texts = View["texts"]["editor"];

/** How many empty fields a list has for further items without scripts, which add one whenever the last is filled. */
const spareItems = 2;

/** Writes a field of one line. */
export function lineField(
  name: string,
  label: string,
  value: string,
  { type = "text", hint, attributes }: { type?: string; hint?: string; attributes?: Html } = {},
): Html {
  return html`<p class="field"><label for="${name}">${label}</label>
<input type="${type}" id="${name}" name="${name}" value="${value}"${hint && html` aria-describedby="${name}-hint"`}${attributes}>
${hint && html`<small id="${name}-hint">${hint}</small>`}</p>`;
}

/** Writes the fields of a list of tags, which suggest those that articles have. */
export function tagFields(texts: Texts, tags: readonly string[], suggestions: readonly string[]): Html {
  const all = [...tags, ...Array.from({ length: spareItems }, () => "")];
  return html`<fieldset class="tags" data-list>
<legend>${texts.tags}</legend>
<div class="items">${all.map(
    (tag) =>
      html`<span class="item"><input type="text" name="tag[]" value="${tag}" list="tag-list" data-facet="tag" autocomplete="off" aria-label="${texts.tag}"></span>\n`,
  )}</div>
<datalist id="tag-list">${suggestions.map((tag) => html`<option value="${tag}"></option>`)}</datalist>
</fieldset>`;
}

/** Writes the fields of a list of authors. */
export function authorFields(texts: Texts, form: EditorForm, suggestions: readonly string[]): Html {
  const indexes = Array.from({ length: form["author_name[]"].length + spareItems - 1 }, (_, index) => index);
  return html`<fieldset data-list>
<legend>${texts.authors}</legend>
<div class="items">${indexes.map(
    (
      index,
    ) => html`<div class="item row"><span class="field"><input type="text" name="author_name[]" value="${form["author_name[]"][index]}" list="author-list" data-facet="author" autocomplete="off" aria-label="${texts.authorName}" placeholder="${texts.authorName}"></span>
<span class="field"><input type="url" name="author_url[]" value="${form["author_url[]"][index]}" autocomplete="off" aria-label="${texts.authorUrl}" placeholder="${texts.authorUrl}"></span>
<input type="hidden" name="author_avatar[]" value="${form["author_avatar[]"][index]}"></div>\n`,
  )}</div>
<datalist id="author-list">${suggestions.map((name) => html`<option value="${name}"></option>`)}</datalist>
</fieldset>`;
}

/** Writes the fields of a list of attachments. */
export function attachmentFields(texts: Texts, form: EditorForm): Html {
  const indexes = Array.from({ length: form["attachment_url[]"].length + spareItems - 1 }, (_, index) => index);
  return html`<fieldset data-list id="attachments">
<legend>${texts.attachments}</legend>
<div class="items">${indexes.map(
    (
      index,
    ) => html`<div class="item row"><span class="field"><input type="url" name="attachment_url[]" value="${form["attachment_url[]"][index]}" autocomplete="off" aria-label="${texts.attachmentUrl}" placeholder="${texts.attachmentUrl}"></span>
<span class="field"><input type="text" name="attachment_type[]" value="${form["attachment_type[]"][index]}" autocomplete="off" aria-label="${texts.attachmentType}" placeholder="audio/mpeg"></span>
<span class="field"><input type="text" name="attachment_title[]" value="${form["attachment_title[]"][index]}" autocomplete="off" aria-label="${texts.attachmentTitle}" placeholder="${texts.attachmentTitle}"></span>
<input type="hidden" name="attachment_size[]" value="${form["attachment_size[]"][index]}"><input type="hidden" name="attachment_duration[]" value="${form["attachment_duration[]"][index]}"></div>\n`,
  )}</div>
<p data-needs-script hidden><input type="file" id="attachment-file" data-upload="attachment" aria-label="${texts.attachFile}"> <progress hidden max="1" aria-label="${texts.uploading}"></progress></p>
</fieldset>`;
}

/**
 * Writes the field of a date in the time zone of the site. An hour that comes twice or never is told, and asked about.
 */
export function dateField(
  view: View,
  form: EditorForm,
  field: DateField,
  questions: readonly DateQuestion[] = [],
): Html {
  const texts = view.texts.editor;
  const question = questions.find((each) => each.field === field);
  const offset = offsetOf(form, field);
  const hint = offset === "" || view.timezone === "UTC" ? view.timezone : `${view.timezone}, UTC${offset}`;
  return html`<div class="field" data-date="${field}"><label for="${field}">${texts[field]}</label>
<input type="datetime-local" id="${field}" name="${field}" value="${form[field]}" step="1" aria-describedby="${field}-hint"${question && html` aria-invalid="true"`}>
<small id="${field}-hint">${texts.hints[field]} ${hint}</small>
${question ? offsetQuestion(view, question, form[field]) : html`<input type="hidden" name="${field}_offset" value="${form[`${field}_offset`]}">`}</div>`;
}

function offsetQuestion({ texts, language, timezone }: View, { field, wall }: DateQuestion, text: string): Html {
  const { editor } = texts;
  if (wall.kind === "invalid") return html`<p class="notice">${editor.dateInvalid}</p>`;
  const format = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", timeZone: timezone });
  return html`<fieldset class="notice"><legend>${editor.clockChange[wall.why]}</legend>
${wall.readings.map(
  ({ at, offset }, index) =>
    html`<p><label><input type="radio" name="${field}_offset" value="${text + offset}"${index === 0 ? html` checked` : undefined}> ${format.format(at)} (${wall.why === "twice" ? `UTC${offset}` : editor.readAs(offset)})</label></p>\n`,
)}</fieldset>`;
}
