import type { sourceJson } from "../../admin/source-json.ts";
import { type Html, html, safeAddress } from "../../render/html.ts";
import type { SourcePreview } from "../../sources/preview.ts";
import { csrfField, places } from "../layout.ts";
import { hiddenHeading, writeTable } from "../table.ts";
import type { View } from "../view.ts";

/** A source as the API shows it. */
export type SourceView = ReturnType<typeof sourceJson>;

/** Returns the path of the page on which a source is changed, below the root. */
export function sourcePath(id: string): string {
  return `${places.sources}/${encodeURIComponent(id)}`;
}

/** Writes the table of all sources, those that fail first. */
export function sourceList(view: View, sources: readonly SourceView[]): Html {
  const { sources: texts } = view.texts;
  if (sources.length === 0) return html`<p>${texts.empty}</p>`;
  const sorted = sources.toSorted((a, b) => Number(b.failures > 0) - Number(a.failures > 0));
  const { source, state, lastPoll, nextPoll, kept, actions } = texts;
  return writeTable(
    texts.title,
    [source, state, lastPoll, nextPoll, { numbers: kept }, hiddenHeading(actions)],
    sorted.map((each) => sourceRow(view, each)),
  );
}

function sourceRow(view: View, source: SourceView): Html {
  const { url, kind, polled, next, kept, error, failures, tags } = source;
  const { kinds, failures: countFailures } = view.texts.sources;
  return html`<tr>
<th scope="row"><bdi>${url}</bdi>${kind !== undefined && html`<br><small>${kinds[kind]}</small>`}${tags.length > 0 && html` <small><bdi>${tags.join(", ")}</bdi></small>`}</th>
<td>${stateOf(view, source)}${error !== undefined && failures > 0 && html`<br><small>${countFailures(failures)} <span dir="auto">${error}</span></small>`}</td>
<td>${polled !== undefined && view.moment(polled)}</td>
<td>${next !== undefined && view.moment(next)}</td>
<td class="number">${kept !== undefined && view.number(kept)}</td>
<td>${sourceActions(view, source)}</td>
</tr>
`;
}

function stateOf({ texts }: View, { paused, asking, failures, polled }: SourceView): Html {
  const { states } = texts.sources;
  if (paused) return html`<span class="state">${states.paused}</span>`;
  if (asking) return html`<span class="state warn">${states.asking}</span>`;
  if (failures > 0) return html`<span class="state bad">${states.failing}</span>`;
  return polled === undefined
    ? html`<span class="state">${states.new}</span>`
    : html`<span class="state good">${states.good}</span>`;
}

function sourceActions(view: View, { id, url, paused }: SourceView): Html {
  const { sources: texts } = view.texts;
  const path = view.root + sourcePath(id);
  const button = (action: string, words: string, whole: string) => html`<form method="post" action="${path}/${action}">
${csrfField(view)}
<button type="submit" aria-label="${whole}">${words}</button>
</form>
`;
  return html`<div class="row">
${view.may("regenerate") && button("poll", texts.poll, texts.pollOf(url))}${
  view.may("admin") &&
  html`${paused ? button("resume", texts.resume, texts.resumeOf(url)) : button("pause", texts.pause, texts.pauseOf(url))}<a class="button" href="${path}" aria-label="${texts.changeOf(url)}">${texts.change}</a>`
}
</div>`;
}

/** Writes what a source would bring in. */
export function previewSection(view: View, preview: SourcePreview): Html {
  const { found } = view.texts.sources;
  const { kind, taken, articles, pages, skipped, filtered, surplus, rejected } = preview;
  const count = view.number(taken);
  const counts = [
    kind === "page" ? found.page : found[kind](count),
    ...(skipped > 0 ? [found.skipped(view.number(skipped))] : []),
    ...(filtered > 0 ? [found.filtered(view.number(filtered))] : []),
    ...(surplus > 0 ? [found.surplus(view.number(surplus))] : []),
  ];
  return html`<section class="card" aria-labelledby="found">
<h2 id="found" tabindex="-1">${found.title}</h2>
<p>${counts.join(" ")} <strong>${found.nothingStored}</strong></p>
<ol>
${articles.map(({ title, url, date_published: date, summary }) => html`<li>${addressed(url, title ?? found.untitled)}${date !== undefined && html` <small>${view.moment(date)}</small>`}${summary !== undefined && html`<br><small dir="auto">${summary}</small>`}</li>\n`)}${pages.map(({ url, modified }) => html`<li>${addressed(url, url)}${modified !== undefined && html` <small>${view.moment(modified)}</small>`}</li>\n`)}</ol>
${
  rejected.length > 0 &&
  html`<p>${found.rejected}</p>
<ul>
${rejected.map(({ where, error }) => html`<li><bdi>${where}</bdi>: <span dir="auto">${error}</span></li>\n`)}</ul>`
}
</section>`;
}

function addressed(url: string | undefined, words: string): Html {
  const address = safeAddress(url);
  return address === undefined
    ? html`<bdi>${words}</bdi>`
    : html`<a href="${address}" rel="noreferrer"><bdi>${words}</bdi></a>`;
}
