import { type Html, html } from "../../render/html.ts";
import { csrfField, places, tokenField } from "../layout.ts";
import type { View } from "../view.ts";
import type { ChangeOutcome } from "./changes.ts";
import { type Filters, pageQuery } from "./filters.ts";

/**
 * Writes the form that changes all articles that are chosen in the table. Its fields stand there as well. It lies over the
 * end of the window; scripts open it when an article is chosen.
 */
export function bulkForm(view: View, filters: Filters): Html | undefined {
  const { articles: texts } = view.texts;
  if (!view.may("write")) return undefined;
  const button = (action: "tag" | "untag" | "publish" | "expire") =>
    html`<button type="submit" name="action" value="${action}" formnovalidate>${texts.actions[action]}</button>\n`;
  return html`<form id="bulk" class="bulk" method="post" action="${view.root}${places.articles}/bulk">
${csrfField(view)}
<input type="hidden" name="back" value="${pageQuery(filters)}">
<details id="bulk-actions"><summary>${texts.withChosen} <span id="chosen" class="soft" role="status" data-one="${texts.chosen(1)}" data-many="${texts.chosen(2)}"></span></summary>
<div class="row"><p class="row"><span class="field"><label for="bulk-tag">${texts.tag}</label>
<input type="text" id="bulk-tag" name="tag" list="tag-list" data-facet="tag" autocomplete="off"></span>
${button("tag")}${button("untag")}</p>
<div class="row">${view.may("publish") && html`${button("publish")}${button("expire")}`}
<details class="sure"><summary class="button danger">${texts.actions.delete}…</summary>
<div class="panel">
${tokenField(view, "bulk-token")}
<button type="submit" name="action" value="delete" class="danger">${texts.actions.delete}</button>
</div></details></div></div>
</details>
</form>`;
}

/** Writes how an action went: the articles that failed with their reasons, and the form that undoes it. */
export function outcomeSection(view: View, outcomes: readonly ChangeOutcome[], filters: Filters): Html {
  const { articles: texts, common } = view.texts;
  const marks = outcomes.flatMap(({ undo }) => undo);
  return html`${
    marks.length > 0 &&
    html`<form class="undo" method="post" action="${view.root}${places.articles}/undo">
${csrfField(view)}
<input type="hidden" name="back" value="${pageQuery(filters)}">
${marks.map((mark) => html`<input type="hidden" name="mark[]" value="${mark}">\n`)}<p><button type="submit">${common.undo}</button> <span class="soft">${texts.undoHint}</span></p>
</form>`
  }`;
}

/** Writes the articles for which an action failed. */
export function failedList({ texts }: View, outcomes: readonly ChangeOutcome[]): Html | undefined {
  const failed = outcomes.filter((outcome) => outcome.failed !== undefined);
  if (failed.length === 0) return undefined;
  return html`<p>${texts.articles.failed(failed.length)}</p>
<ul>${failed.map(({ title, failed }) => html`<li><bdi>${title}</bdi>: <span dir="auto">${failed}</span></li>\n`)}</ul>`;
}
