import { isDraft } from "../../article/draft-article.ts";
import { type Html, html } from "../../render/html.ts";
import { csrfField, places } from "../layout.ts";
import type { View } from "../view.ts";
import { attachmentFields, authorFields, dateField, lineField, tagFields } from "./fields.ts";
import { type EditorForm, type Stored, shownOf } from "./form.ts";
import type { DateQuestion } from "./patch.ts";
import { toolbar } from "./toolbar.ts";

/** The suggestions of the editor's fields. */
export type EditorSuggestions = { tags: readonly string[]; authors: readonly string[] };

export type EditorState = {
  form: EditorForm;
  stored: Stored;
  questions?: readonly DateQuestion[];
  suggestions: EditorSuggestions;
};

/** Returns the paths of an article's pages, below the root. */
export const pathsOf = (id: string) => ({
  edit: `${places.articles}/edit/${encodeURIComponent(id)}`,
  revisions: `${places.articles}/revisions/${encodeURIComponent(id)}`,
});

/** Writes the form in which an article is written. Scripts add rich text, saving by itself, and a live preview. */
export function editorForm(view: View, { form, stored, questions = [], suggestions }: EditorState): Html {
  const texts = view.texts.editor;
  const isNew = shownOf(stored) === undefined;
  return html`<form id="editor" class="editor" method="post" action="${view.root}${places.articles}/save" data-texts="${JSON.stringify(texts.script)}" data-new="${isNew ? "yes" : ""}" data-language="${view.language}" data-edit="${view.root}${places.articles}/edit/">
${csrfField(view)}
<input type="hidden" name="id" value="${form.id}">
<input type="hidden" name="published" value="${form.published}">
<input type="hidden" name="draft" value="${form.draft}">
<button type="submit" name="action" value="save" class="hidden" tabindex="-1" aria-hidden="true">${texts.actions.save}</button>
<div class="writing">
<p class="field"><label for="title">${texts.title}</label>
<input type="text" id="title" name="title" value="${form.title}" class="headline" dir="auto" autocomplete="off"></p>
<p class="field"><label for="summary">${texts.summary}</label>
<textarea id="summary" name="summary" rows="3" dir="auto" aria-describedby="summary-hint">${form.summary}</textarea>
<small id="summary-hint">${texts.summaryHint}</small></p>
${contentField(view, form)}
</div>
<div class="beside">
${stateLine(view, stored)}
<p id="save-state" class="soft" role="status"></p>
${actionButtons(view, form, stored, questions)}
${pictureFields(view, form)}
${tagFields(texts, form["tag[]"], suggestions.tags)}
${authorFields(texts, form, suggestions.authors)}
<details${questions.length > 0 || form.expires ? html` open` : undefined}>
<summary>${texts.more}</summary>
${dateField(view, form, "date_published", questions)}
${dateField(view, form, "expires", questions)}
${lineField("language", texts.language, form.language, { hint: texts.languageHint(view.site.language), attributes: html` autocomplete="off" maxlength="100"` })}
${lineField("url", texts.url, form.url, { type: "url", hint: texts.urlHint })}
${lineField("external_url", texts.externalUrl, form.external_url, { type: "url" })}
</details>
${attachmentFields(texts, form)}
</div>
<section id="preview" class="preview" aria-labelledby="preview-title" hidden>
<div class="heading"><h2 id="preview-title">${texts.preview.title}</h2><button type="button" id="check-links">${texts.preview.checkLinks}</button></div>
<div id="preview-parts"></div>
</section>
</form>`;
}

function contentField({ texts: { editor: texts }, root }: View, form: EditorForm): Html {
  const format = (value: EditorForm["format"], label: string, hidden?: Html) =>
    html`<label class="plain"${hidden}><input type="radio" name="format" value="${value}"${form.format === value ? html` checked` : undefined}> ${label}</label>\n`;
  return html`<div class="field content">
<div class="row formats" role="radiogroup" aria-labelledby="content-label"><span id="content-label" class="label">${texts.content}</span>
${format("rich", texts.rich, html` hidden`)}${format("html", "HTML")}${format("markdown", "Markdown")}</div>
${toolbar(texts)}
<div id="rich" class="rich" hidden></div>
<textarea id="content" name="content" rows="18" dir="auto" spellcheck="true" aria-labelledby="content-label" aria-describedby="content-hint">${form.content}</textarea>
<small id="rich-hint" hidden>${texts.richHint}</small>
<small id="content-hint">${texts.contentHint} <a href="${root}${places.media}" target="_blank">${texts.mediaLink}</a></small>
</div>`;
}

function stateLine(view: View, stored: Stored): Html {
  const { texts } = view;
  const { states } = texts.articles;
  const { published, draft } = stored;
  const publishAt = draft?._courant.publish_at;
  const error = draft?._courant.publish_error;
  const draftWords = published ? states.draftBeside : states.draft;
  return html`<p id="states" data-draft="${draftWords}">${published && html`<span class="state good">${states.published}</span> `}${
    draft
      ? html`<span class="state ${publishAt ? "warn" : ""}" data-kind="draft">${publishAt && !published ? states.publishesItself : draftWords}</span> `
      : published
        ? undefined
        : html`<span class="state" data-kind="unsaved">${texts.editor.notSaved}</span> `
  }${publishAt && html`${texts.editor.publishesAt} ${view.moment(publishAt)}`}</p>
${error && html`<p class="notice" dir="auto">${states.publishFailed}: ${error}</p>`}`;
}

function actionButtons(
  view: View,
  form: EditorForm,
  { published, draft }: Stored,
  questions: readonly DateQuestion[],
): Html {
  const texts = view.texts.editor;
  const button = (action: EditorForm["action"], label: string, kind = "") =>
    html`<button type="submit" name="action" value="${action}"${kind && html` class="${kind}"`}>${label}</button>\n`;
  const isScheduled = draft?._courant.publish_at !== undefined;
  const asksForTime = questions.some(({ field }) => field === "publish_at");
  return html`<div class="row">
${view.may("publish") && button("publish", published ? texts.actions.republish : texts.actions.publish, "primary")}${button("save", published ? texts.actions.saveBeside : texts.actions.save)}
</div>
${
  view.may("publish") &&
  html`<details class="schedule"${isScheduled || asksForTime ? html` open` : undefined}><summary>${texts.actions.schedule}</summary>
${dateField(view, form, "publish_at", questions)}
<div class="row">${button("schedule", texts.actions.schedule)}${isScheduled && button("unschedule", texts.actions.unschedule)}</div>
</details>`
}
<p class="row">
<button type="submit" formaction="${view.root}${places.articles}/preview" formtarget="_blank" id="show-preview">${texts.actions.preview}</button>
${(published || draft) && html`<a class="button" href="${view.root}${pathsOf(form.id).revisions}">${texts.revisions}</a>`}</p>
${
  (draft || (published && view.may("publish"))) &&
  html`<details class="sure"><summary>${texts.actions.remove}</summary><div class="row">
${draft && button("discard", published ? texts.actions.discard : texts.actions.discardOnly, "danger")}${published && view.may("publish") && button("delete", texts.actions.delete, "danger")}
</div><p class="soft">${texts.removeHint}</p></details>`
}`;
}

function pictureFields({ texts: { editor: texts } }: View, form: EditorForm): Html {
  return html`<fieldset id="picture" data-drop="picture">
<legend>${texts.picture}</legend>
<div id="picture-shown">${/^https?:/i.test(form.image) && html`<img src="${form.image}" alt="${form.image_description}" class="shown">`}</div>
${lineField("image", texts.pictureUrl, form.image, { type: "url" })}
<p data-needs-script hidden><input type="file" id="picture-file" data-upload="picture" accept="image/*" aria-label="${texts.pictureFile}"> <progress hidden max="1" aria-label="${texts.uploading}"></progress><br><small>${texts.dropHint}</small></p>
${lineField("image_description", texts.pictureDescription, form.image_description, { hint: texts.pictureDescriptionHint })}
${lineField("image_credit", texts.pictureCredit, form.image_credit)}
</fieldset>`;
}

/** Writes the version that somebody else has stored, beside what was typed here. */
export function conflictSection(view: View, stored: Stored, form: EditorForm): Html {
  const texts = view.texts.editor;
  const shown = shownOf(stored);
  const { conflict } = texts;
  const by =
    shown && isDraft(shown)
      ? html` (<bdi>${shown._courant.saved_by}</bdi>, ${view.moment(shown._courant.saved_at)})`
      : undefined;
  return html`<section id="conflict" class="conflict" aria-labelledby="conflict-title" data-published="${form.published}" data-draft="${form.draft}">
<h2 id="conflict-title" tabindex="-1">${conflict.title}</h2>
<p>${conflict.told}</p>
<div class="sides">
<div><h3>${conflict.theirs}${by}</h3>
${shown ? html`<p dir="auto"><strong>${shown.title}</strong></p><p dir="auto">${shown.summary}</p><pre dir="auto">${shown.content_html ?? shown.content_text}</pre>` : html`<p>${conflict.gone}</p>`}</div>
<div><h3>${conflict.mine}</h3><p dir="auto"><strong>${form.title}</strong></p><p dir="auto">${form.summary}</p><pre dir="auto">${form.content}</pre></div>
</div>
<p>${conflict.choose}</p>
<p class="row"><button type="button" data-keep hidden>${conflict.keepMine}</button> <a class="button" data-take href="${view.root}${pathsOf(form.id).edit}">${conflict.takeTheirs}</a></p>
</section>`;
}
