import { type ReaderGrade, readerRules } from "../../admin/reader-grade.ts";
import { type Html, html } from "../../render/html.ts";
import type { ReaderCount } from "../../stores/audience.ts";
import { places } from "../layout.ts";
import { percent } from "../overview/channels.ts";
import type { View } from "../view.ts";
import { letterTo } from "./letter.ts";

/** A reader in the answer of `GET /admin/readers`. */
export type Reader = ReaderCount & ReaderGrade;

/** Writes the links to other spans of time. */
export function spans(view: View, days: number): Html {
  const { readers } = view.texts;
  return html`<p>${readers.intro}</p>
<nav class="row spans" aria-label="${readers.span}">${[7, 30, 90].map((each) => html`<a class="button" href="${view.root}${places.readers}?days=${String(each)}"${each === days && html` aria-current="true"`}>${readers.days(each)}</a>\n`)}</nav>`;
}

/** Writes the table of who polls, and how. */
export function readerTable(view: View, readers: readonly Reader[]): Html {
  const { columns, title, empty } = view.texts.readers;
  if (readers.length === 0) return html`<p>${empty}</p>`;
  const heads = [
    columns.polls,
    columns.interval,
    columns.early,
    columns.conditional,
    columns.unmodified,
    columns.madeUp,
    columns.refused,
    columns.gone,
  ];
  return html`<section class="table readers" tabindex="0" aria-label="${title}">
<table>
<thead><tr><th scope="col">${columns.reader}</th><th scope="col">${columns.grade}</th>${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}</tr></thead>
<tbody>
${readers.map((reader) => readerRow(view, reader))}</tbody>
</table>
</section>`;
}

function nameOf({ texts }: View, { product, client }: Reader): string {
  const { others, kinds } = texts.readers;
  return product === "" ? others[client as keyof typeof others] : `${product} (${kinds[client as keyof typeof kinds]})`;
}

function readerRow(view: View, reader: Reader): Html {
  const { grade, polls, repeats, early, conditional, unmodified, madeUp, refused, refusedAgain, gone, goneAgain } =
    reader;
  const { unknown, against } = view.texts.readers;
  const looks = { A: "good", B: "good", C: "warn", D: "warn", E: "bad", F: "bad" } as const;
  const minutes = (seconds: number) => (repeats === 0 ? "–" : view.number(Math.round(seconds / repeats / 60)));
  return html`<tr>
<th scope="row">${nameOf(view, reader)}</th>
<td>${grade === undefined ? html`<span class="soft">${unknown}</span>` : html`<strong class="state ${looks[grade]}">${grade}</strong>`}</td>
<td class="number">${view.number(polls)}</td>
<td class="number">${repeats === 0 ? "–" : against(minutes(reader.intervalSeconds), minutes(reader.maxAgeSeconds))}</td>
<td class="number">${percent(view, early, repeats)}</td>
<td class="number">${percent(view, conditional, repeats)}</td>
<td class="number">${percent(view, unmodified, polls)}</td>
<td class="number">${percent(view, madeUp, polls)}</td>
<td class="number">${percent(view, refusedAgain, refused)}</td>
<td class="number">${percent(view, goneAgain, gone)}</td>
</tr>
`;
}

/** Writes what each known product with a fault does wrong, with a letter to its authors. */
export function letters(view: View, readers: readonly Reader[]): Html | undefined {
  const { readers: texts } = view.texts;
  const told = readers.filter(({ product, faults }) => product !== "" && faults.length > 0);
  if (told.length === 0) return undefined;
  return html`<section aria-labelledby="letters">
<h2 id="letters">${texts.tell}</h2>
<p>${texts.tellText}</p>
<ul class="cards">
${told.map((reader, index) => letterCard(view, reader, `letter-${index}`))}</ul>
</section>`;
}

function letterCard(view: View, reader: Reader, id: string): Html {
  const { faults, letter, copy, copied } = view.texts.readers;
  return html`<li class="card">
<h3>${reader.product}${reader.grade !== undefined && html` <span class="state">${reader.grade}</span>`}</h3>
<ul>${reader.faults.map(({ rule, share }) => html`<li>${faults[rule](percent(view, share, 1))}</li>\n`)}</ul>
<details>
<summary>${letter}<span class="hidden">: ${reader.product}</span></summary>
<p class="field"><label for="${id}" class="hidden">${letter}: ${reader.product}</label>
<textarea id="${id}" class="letter" rows="12" readonly lang="en">${letterTo(reader, view.site.title)}</textarea></p>
<button type="button" data-copies="${id}" data-copied="${copied}" hidden>${copy}</button>
</details>
</li>
`;
}

/** Explains the grades. */
export function gradeText(view: View): Html {
  const { readers } = view.texts;
  return html`<section aria-labelledby="grades">
<h2 id="grades">${readers.grades}</h2>
<p>${readers.gradesText}</p>
<ul>${readerRules.map((rule) => html`<li>${readers.rules[rule]}</li>\n`)}</ul>
<p class="soft">${readers.privacy}</p>
</section>`;
}
