import { type Html, html } from "../render/html.ts";
import type { View } from "./view.ts";

/** The files that a page with charts loads. */
export const chartScripts = ["uPlot.iife.min.js", "charts.js"] as const;
export const chartStyles = ["uPlot.min.css"] as const;

export type ChartTable = {
  /** Begins the ids of its elements. */
  id: string;
  title: string;
  /** `line` or `bars`; with bars, later columns stand before earlier ones. */
  kind: "line" | "bars";
  /** The heads of the columns; the first one names the rows. */
  columns: readonly string[];
  /** The first member names the row, in words. */
  rows: readonly { name: string; values: readonly number[] }[];
  /** The unit of the numbers, such as “ms”; empty for counts. */
  unit?: string;
};

/**
 * Writes a chart as the table that it is drawn from. The table stands in a part of the page that one opens; the script
 * charts.js draws it. Without the script, the table is all.
 */
export function chart(view: View, { id, title, kind, columns, rows, unit = "" }: ChartTable): Html {
  const { table } = view.texts.overview;
  return html`<figure class="chart" data-chart="${kind}" data-table="${id}-table" data-unit="${unit}">
<figcaption>${title}</figcaption>
<div class="plot" aria-hidden="true"></div>
<details>
<summary>${table}<span class="hidden">: ${title}</span></summary>
<section class="table" tabindex="0" aria-label="${title}">
<table id="${id}-table">
<thead><tr>${columns.map((column, index) => html`<th scope="col"${index > 0 && html` class="number"`}>${column}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({ name, values }) =>
    html`<tr><th scope="row">${name}</th>${values.map((value) => html`<td class="number" data-value="${String(value)}">${view.number(value)}</td>`)}</tr>\n`,
)}</tbody>
</table>
</section>
</details>
</figure>`;
}

const sparkWidth = 120;
const sparkHeight = 24;

/** Draws a few numbers as small bars, on the server. @param label what they are, for screen readers */
export function sparkline(values: readonly number[], label: string): Html {
  const most = Math.max(1, ...values);
  const step = sparkWidth / Math.max(1, values.length);
  return html`<svg class="spark" role="img" aria-label="${label}" viewBox="0 0 ${String(sparkWidth)} ${String(sparkHeight)}" width="${String(sparkWidth)}" height="${String(sparkHeight)}">${values.map(
    (value, index) => {
      const height = value === 0 ? 1 : Math.max(2, Math.round((value / most) * sparkHeight));
      return html`<rect x="${(index * step).toFixed(1)}" y="${String(sparkHeight - height)}" width="${(step - 1).toFixed(1)}" height="${String(height)}"/>`;
    },
  )}</svg>`;
}
