import { type Html, type HtmlValue, html } from "../render/html.ts";

/**
 * Writes a table that scrolls in itself.
 * @param columns the headings; one in `Html` may be hidden from view
 * @param rows whole rows
 */
export function writeTable(label: string, columns: readonly HtmlValue[], rows: readonly Html[]): Html {
  return html`<section class="table" tabindex="0" aria-label="${label}">
<table>
<thead><tr>${columns.map((each) => html`<th scope="col">${each}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>
</section>`;
}

/** Writes a heading that only screen readers need. */
export function hiddenHeading(words: string): Html {
  return html`<span class="hidden">${words}</span>`;
}
