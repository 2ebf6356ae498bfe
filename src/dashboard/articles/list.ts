import { isDraft } from "../../article/draft-article.ts";
import { type Html, html } from "../../render/html.ts";
import { headlineOf } from "../../render/page/labels.ts";
import { places } from "../layout.ts";
import type { View } from "../view.ts";
import { type Filters, isFiltered, pageQuery } from "./filters.ts";
import { type Row, type RowPage, timeOf } from "./rows.ts";

/** Returns the path of the editor of an article, below the root. */
export function editorPath(id: string): string {
  return `${places.articles}/edit/${encodeURIComponent(id)}`;
}

/** Writes the articles of a page of the list, with a field to choose each. The form around them is the bulk form. */
export function articleTable(view: View, { rows, next, pending }: RowPage, filters: Filters): Html {
  const { articles: texts, common } = view.texts;
  if (rows.length === 0) {
    const isNarrowed = isFiltered(filters) || filters.state;
    return html`<p class="empty">${isNarrowed ? texts.nothingFound : texts.empty}</p>${nextLinks(view, filters, next)}`;
  }
  return html`${pending > 0 && html`<p class="notice">${texts.pending(pending)}</p>`}
<section class="table" tabindex="0" aria-label="${texts.title}">
<table class="articles">
<thead><tr><th scope="col"><input type="checkbox" id="choose-all" name="all" value="yes" form="bulk" aria-label="${texts.chooseAll}"> <span class="narrow" aria-hidden="true">${texts.chooseAll}</span></th><th scope="col">${texts.columns.title}</th><th scope="col">${texts.columns.state}</th><th scope="col">${texts.columns.tags}</th><th scope="col">${texts.columns.date}</th></tr></thead>
<tbody>
${rows.map((row) => articleRow(view, row))}</tbody>
</table>
</section>
${nextLinks(view, filters, next)}
<p class="soft">${common.count(rows.length)} ${texts.onThisPage(rows.length)}</p>`;
}

function articleRow(view: View, row: Row): Html {
  const { texts, root } = view;
  const { shown } = row;
  const choice = `${isDraft(shown) ? "draft" : "article"}:${shown.id}`;
  const title = titleOf(view, row);
  const authors = (shown.authors ?? []).flatMap(({ name }) => name ?? []).join(", ");
  return html`<tr>
<td><input type="checkbox" name="chosen[]" value="${choice}" form="bulk" aria-label="${texts.articles.choose(title)}"><input type="hidden" name="row[]" value="${choice}" form="bulk"></td>
<th scope="row"><a href="${root}${editorPath(shown.id)}"><bdi>${title}</bdi></a>${authors && html`<br><small><bdi>${authors}</bdi></small>`}</th>
<td>${stateLabels(view, row)}</td>
<td>${(shown.tags ?? []).map((tag) => html`<a class="tag" href="${root}${places.articles}${pageQuery({ tag })}"><bdi>${tag}</bdi></a> `)}</td>
<td>${view.moment(timeOf(row))}</td>
</tr>
`;
}

function titleOf({ texts }: View, { shown }: Row): string {
  const headline = headlineOf({ date_published: "", date_modified: "", ...shown });
  return headline ?? texts.articles.untitled;
}

function stateLabels({ texts }: View, { shown, state, hasDraft }: Row): Html {
  const { states } = texts.articles;
  const isScheduled = isDraft(shown) && shown._courant.publish_at !== undefined;
  const failed = isDraft(shown) && shown._courant.publish_error !== undefined;
  const colour = { draft: "", scheduled: "warn", published: "good", expired: "" }[state];
  return html`<span class="state ${isScheduled ? "warn" : colour}">${isScheduled ? states.publishesItself : states[state]}</span>${
    hasDraft && html` <span class="state warn">${states.draftBeside}</span>`
  }${failed && html` <span class="state bad">${states.publishFailed}</span>`}`;
}

function nextLinks({ texts, root }: View, filters: Filters, next: Filters | undefined): Html {
  const first = pageQuery(filters, { cursor: "", after: "" });
  return html`<p class="row">${filters.cursor && html`<a class="button" href="${root}${places.articles}${first}">${texts.articles.firstPage}</a>`}${
    next &&
    html`<a class="button" rel="next" href="${root}${places.articles}${pageQuery(next)}">${texts.common.next}</a>`
  }</p>`;
}
