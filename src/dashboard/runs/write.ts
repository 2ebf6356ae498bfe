import { type Html, html } from "../../render/html.ts";
import {
  describeChannelCut,
  describeTruncation,
  isFinished,
  type ListedRun,
  type Run,
  type TargetResult,
} from "../../stores/runs.ts";
import { chart } from "../charts.ts";
import { places } from "../layout.ts";
import type { View } from "../view.ts";

/** Channels in a cell, and documents in a list. */
const maxNames = 3;
const maxListed = 200;

/** Writes the table of the last runs, the newest first. */
export function runList(view: View, runs: readonly ListedRun[]): Html {
  const { runs: texts } = view.texts;
  const { columns } = texts;
  if (runs.length === 0) return html`<p>${texts.empty}</p>`;
  return html`<section class="table" tabindex="0" aria-label="${texts.title}">
<table>
<thead><tr><th scope="col">${columns.requested}</th><th scope="col">${columns.state}</th><th scope="col">${columns.causes}</th><th scope="col">${columns.channels}</th><th scope="col" class="number">${columns.changed}</th><th scope="col" class="number">${columns.unchanged}</th><th scope="col" class="number">${columns.duration}</th></tr></thead>
<tbody>
${runs.map((run) => runRow(view, run))}</tbody>
</table>
</section>`;
}

function runRow(view: View, run: ListedRun): Html {
  const { id, requested, documents, durationMs } = run;
  const [failure] = documents.failed;
  return html`<tr>
<th scope="row"><a href="${view.root}${places.runs}/${encodeURIComponent(id)}">${view.moment(requested)}</a></th>
<td>${stateOf(view, run)}${failure && html` <small dir="auto">${failure.what}: ${failure.error.slice(0, 200)}</small>`}</td>
<td>${causesOf(view, run)}</td>
<td>${channelsOf(view, run)}</td>
<td class="number">${view.number(documents.changed.length)}</td>
<td class="number">${view.number(documents.unchanged)}</td>
<td class="number">${durationMs === undefined ? "–" : formatDuration(view, durationMs)}</td>
</tr>
`;
}

function stateOf(view: View, { state }: Pick<ListedRun, "state">): Html {
  const looks = { waiting: "", running: "warn", done: "good", failed: "bad" } as const;
  return html`<span class="state ${looks[state]}">${view.texts.runs.states[state]}</span>`;
}

function causesOf({ texts }: View, { causes }: Pick<ListedRun, "causes">): string {
  return causes.map((cause) => texts.runs.causes[cause]).join(", ");
}

function channelsOf({ texts }: View, { channels, force }: Pick<ListedRun, "channels" | "force">): Html {
  const { all, more, forced } = texts.runs;
  const names =
    channels === "all"
      ? all
      : channels.slice(0, maxNames).join(", ") +
        (channels.length > maxNames ? ` ${more(channels.length - maxNames)}` : "");
  return html`<bdi>${names}</bdi>${force && html` <span class="state">${forced}</span>`}`;
}

/** Writes how long something took. */
export function formatDuration({ language }: Pick<View, "language">, milliseconds: number): string {
  const [value, unit] =
    milliseconds < 1000
      ? [milliseconds, "millisecond"]
      : milliseconds < 60_000
        ? [milliseconds / 1000, "second"]
        : [milliseconds / 60_000, "minute"];
  const maximumFractionDigits = unit === "millisecond" ? 0 : 1;
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits }).format(
    value,
  );
}

/** Fewer runs than this make no chart. */
const minRunsInChart = 3;

/** Draws how long the runs took, the oldest first. */
export function durationChart(view: View, runs: readonly ListedRun[]): Html | undefined {
  const { runs: texts } = view.texts;
  const over = runs.filter((run) => isFinished(run) && run.durationMs !== undefined).toReversed();
  if (over.length < minRunsInChart) return undefined;
  const { language, timezone: timeZone } = view;
  const format = new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "short", timeZone });
  return html`<section>
<h2>${texts.durations}</h2>
${chart(view, {
  id: "run-durations",
  title: texts.durations,
  kind: "line",
  unit: "ms",
  columns: [texts.columns.requested, texts.columns.milliseconds],
  rows: over.map(({ requested, durationMs = 0 }) => ({
    name: format.format(new Date(requested)),
    values: [Math.round(durationMs)],
  })),
})}
</section>`;
}

/** Writes what a run did: its facts, its failures, what it made, and what changed. */
export function runFacts(view: View, run: Run): Html {
  const { runs: texts } = view.texts;
  const { columns } = texts;
  const { documents, made, timings } = run;
  const cuts = [...documents.cut.map(describeTruncation), ...(documents.cutChannels ?? []).map(describeChannelCut)];
  const facts: [string, Html | string][] = [
    [columns.state, stateOf(view, run)],
    [columns.requested, view.moment(run.requested)],
    [columns.causes, causesOf(view, run)],
    [columns.channels, channelsOf(view, run)],
    [columns.changed, view.number(documents.changed.length)],
    [columns.unchanged, view.number(documents.unchanged)],
    ...(run.durationMs === undefined
      ? []
      : [[columns.duration, formatDuration(view, run.durationMs)] as [string, string]]),
  ];
  return html`<dl class="facts">
${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
${documents.failed.length > 0 && html`<section aria-labelledby="failures"><h2 id="failures">${texts.failures}</h2><ul>${documents.failed.map(({ what, error }) => html`<li dir="auto"><strong>${what}</strong>: ${error}</li>\n`)}</ul><p>${texts.failuresText}</p></section>`}
${cuts.length > 0 && html`<section aria-labelledby="cuts"><h2 id="cuts">${texts.cuts}</h2><ul>${cuts.map((cut) => html`<li dir="auto">${cut}</li>\n`)}</ul></section>`}
${madeTable(view, made)}
${documents.changed.length > 0 && changedList(view, documents.changed)}
${timings && html`<section aria-labelledby="timings"><h2 id="timings">${texts.timings}</h2><dl class="facts">${(Object.keys(texts.steps) as (keyof typeof texts.steps)[]).map((step) => html`<dt>${texts.steps[step]}</dt><dd>${formatDuration(view, timings[step])}</dd>\n`)}</dl></section>`}`;
}

type PagesName = keyof View["texts"]["runs"]["targets"];
const pagesNames: ReadonlySet<string> = new Set<PagesName>(["site", "home", "articles"]);
const isPages = (what: string): what is PagesName => pagesNames.has(what);

function madeTable(view: View, made: readonly TargetResult[]): Html {
  const { runs: texts } = view.texts;
  const { columns, outcomes, targets } = texts;
  if (made.length === 0) return html`<p>${texts.nothingMade}</p>`;
  const nameOf = (what: string) => (isPages(what) ? targets[what] : what);
  const looks = { changed: "good", unchanged: "", failed: "bad" } as const;
  return html`<section>
<h2>${texts.made}</h2>
<section class="table" tabindex="0" aria-label="${texts.made}">
<table>
<thead><tr><th scope="col">${columns.target}</th><th scope="col">${columns.outcome}</th><th scope="col" class="number">${columns.changed}</th><th scope="col" class="number">${columns.duration}</th></tr></thead>
<tbody>
${made.map(
  ({ what, outcome, changed, durationMs, error }) =>
    html`<tr><th scope="row"><bdi>${nameOf(what)}</bdi></th><td><span class="state ${looks[outcome]}">${outcomes[outcome]}</span>${error !== undefined && html` <small dir="auto">${error}</small>`}</td><td class="number">${view.number(changed)}</td><td class="number">${formatDuration(view, durationMs)}</td></tr>\n`,
)}</tbody>
</table>
</section>
</section>`;
}

function changedList(view: View, paths: readonly string[]): Html {
  const { runs: texts } = view.texts;
  return html`<details>
<summary>${texts.documents} (${view.number(paths.length)})</summary>
<ul>
${paths.slice(0, maxListed).map((path) => html`<li><code>${path}</code></li>\n`)}</ul>
${paths.length > maxListed && html`<p>${texts.more(paths.length - maxListed)}</p>`}
</details>`;
}
