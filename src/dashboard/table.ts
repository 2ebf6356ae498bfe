import { type Html, type HtmlValue, html } from "../render/html.ts";

/** The heading of a column; one of numbers stands above them, at their end of the line. */
export type ColumnHeading = HtmlValue | { numbers: string };

/**
 * Writes a table that scrolls in itself.
 * @param columns the headings; one in `Html` may be hidden from view
 * @param rows whole rows
 */
export function writeTable(label: string, columns: readonly ColumnHeading[], rows: readonly Html[]): Html {
  return html`<section class="table" tabindex="0" aria-label="${label}">
<table>
<thead><tr>${columns.map(columnHead)}</tr></thead>
<tbody>
${rows}</tbody>
</table>
</section>`;
}

function columnHead(heading: ColumnHeading): Html {
  return typeof heading === "object" && "numbers" in heading
    ? html`<th scope="col" class="number">${heading.numbers}</th>`
    : html`<th scope="col">${heading}</th>`;
}

/** Writes a heading that only screen readers need. */
export function hiddenHeading(words: string): Html {
  return html`<span class="hidden">${words}</span>`;
}
