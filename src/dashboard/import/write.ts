import type { ArticleOutcome } from "../../admin/import.ts";
import { importExtensions, importFormats } from "../../ingest/import-formats.ts";
import { type Html, html } from "../../render/html.ts";
import { checkField, inputField, selectField } from "../fields.ts";
import { csrfField, places } from "../layout.ts";
import { writeTable } from "../table.ts";
import type { View } from "../view.ts";
import type { ImportSummary } from "./report.ts";

/** The options of an import as they stand in the form. */
export type ImportDraft = Readonly<
  Partial<Record<"tag" | "date" | "url" | "format" | "source" | "replace" | "match" | "address", string>>
>;

/** One page names at most this many articles. */
const maxShownArticles = 500;

/** Writes the form of an import. import.js lets it take several files and folders, and shows the progress. */
export function importForm(view: View, draft: ImportDraft): Html {
  const { importPage: texts } = view.texts;
  const { running, broken, ignored, done, nothingChosen } = texts;
  const formats = [["", texts.formatDetected] as const, ...importFormats.map((name) => [name, name] as const)];
  return html`<form method="post" action="${view.root}${places.import}" enctype="multipart/form-data" class="import" data-running="${running}" data-broken="${broken}" data-ignored="${ignored}" data-done="${done}" data-nothing="${nothingChosen}" data-endings="${importExtensions.join(" ")}">
${csrfField(view)}
${inputField({ id: "address", label: texts.address, hint: texts.addressHint }, { value: draft.address ?? "", inputmode: "url", maxlength: 4000 })}
<details class="more">
<summary>${texts.options}</summary>
${inputField({ id: "tag", label: texts.tag, hint: texts.tagHint }, { value: draft.tag ?? "" })}
${inputField({ id: "date", label: texts.date, hint: texts.dateHint }, { value: draft.date ?? "" })}
${inputField({ id: "url", label: texts.url, hint: texts.urlHint }, { value: draft.url ?? "", inputmode: "url" })}
${selectField({ id: "format", label: texts.format }, formats, draft.format ?? "")}
${inputField({ id: "source", label: texts.source, hint: texts.sourceHint }, { value: draft.source ?? "" })}
${checkField({ id: "replace", label: texts.replace }, draft.replace !== undefined, "true")}
${checkField({ id: "match", label: texts.match }, draft.match !== undefined, "link")}
</details>
<div class="row picks">
<div class="field folder" hidden><label for="folder">${texts.folder}</label>
<input id="folder" type="file"></div>
<div class="field"><label for="file">${texts.file}</label>
<input id="file" name="file" type="file" aria-describedby="file-hint"></div>
</div>
<small id="file-hint"><span class="drop-hint" hidden>${texts.dropHint}</span></small>
<p><button type="submit" class="primary">${texts.button}</button></p>
</form>`;
}

/** Writes how an import went. import.js fills an empty report while the import goes on. */
export function importReport(view: View, summary: ImportSummary | undefined): Html {
  const { importPage: texts } = view.texts;
  const { articles = [], total, error, formerFeeds = [] } = summary ?? {};
  const counts = Object.entries(texts.counts) as [keyof typeof texts.counts, string][];
  const others = articles.length - maxShownArticles;
  return html`<section id="report" aria-labelledby="report-title"${summary ? undefined : html` hidden`}>
<h2 id="report-title" tabindex="-1">${texts.report}</h2>
<progress id="progress" aria-labelledby="report-title" value="0" hidden></progress>
<p id="progress-text"></p>
<dl class="facts">
${counts.map(([name, words]) => html`<dt>${words}</dt><dd data-count="${name}">${view.number(total?.[name] ?? 0)}</dd>\n`)}</dl>
${error && html`<p class="mistake" dir="auto">${error.detail}</p>`}
<div id="outcomes"${summary && articles.length === 0 ? html` hidden` : undefined}>
${writeTable(
  texts.outcomes,
  [texts.where, texts.outcome, texts.reason],
  articles.slice(0, maxShownArticles).map((each) => outcomeRow(view, each)),
)}
${others > 0 && html`<p>${texts.more(view.number(others))}</p>`}
</div>
${summary && articles.length === 0 && !error && html`<p>${texts.allFine}</p>`}
<div id="former-feeds"${formerFeeds.length === 0 ? html` hidden` : undefined}>
<p>${texts.formerFeeds}</p>
<ul>${formerFeeds.map((each) => html`<li dir="ltr">${each}</li>\n`)}</ul>
</div>
</section>`;
}

function outcomeRow(view: View, article: ArticleOutcome): Html {
  const { counts } = view.texts.importPage;
  const reason =
    article.outcome === "rejected" ? article.error.detail : "reason" in article ? article.reason : article.note;
  return html`<tr>
<th scope="row"><bdi>${article.where}</bdi></th>
<td>${counts[article.outcome]}</td>
<td dir="auto">${reason}</td>
</tr>
`;
}
