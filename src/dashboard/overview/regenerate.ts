import { type Html, html } from "../../render/html.ts";
import { csrfField, places } from "../layout.ts";
import type { View } from "../view.ts";

/** Writes the form that regenerates one channel, or all. */
export function regenerateForm(
  view: View,
  { channel, name }: { channel?: string | undefined; name?: string } = {},
): Html {
  const { runs } = view.texts;
  const isSmall = name !== undefined;
  return html`<form method="post" action="${view.root}${places.runs}" data-regenerate class="row">
${csrfField(view)}
${channel !== undefined && html`<input type="hidden" name="channel" value="${channel}">`}
${!isSmall && html`<label class="plain"><input type="checkbox" name="force" value="yes"> ${runs.force}</label>`}
<button type="submit"${!isSmall && html` class="primary"`}>${channel === undefined ? runs.regenerateAll : runs.regenerate}${name !== undefined && html` <span class="hidden">${name}</span>`}</button>
</form>`;
}

/**
 * Writes the place where the progress of a run is shown (runs.js).
 * @param run the id of a run that goes on; without it, the place is hidden until one is started
 */
export function runProgress(view: View, run?: { id: string; done: number; total: number }): Html {
  const { runs } = view.texts;
  const { began, finished, failedRun, lost, outcomes, progress, open } = runs;
  const bar =
    run && run.total > 0
      ? html`<progress max="${String(run.total)}" value="${String(run.done)}" aria-label="${progress}"></progress>`
      : html`<progress aria-label="${progress}"></progress>`;
  return html`<section id="run-progress" class="card run-progress" aria-label="${progress}"${run === undefined && html` hidden`}${run && html` data-run="${run.id}" data-reload="yes"`} data-began="${began}" data-finished="${finished}" data-failed-run="${failedRun}" data-lost="${lost}" data-changed="${outcomes.changed}" data-unchanged="${outcomes.unchanged}" data-failed="${outcomes.failed}">
<p><strong>${progress}</strong> <span class="count">${run && run.total > 0 && `${run.done} / ${run.total}`}</span></p>
${bar}
<ul class="made"></ul>
${run === undefined && html`<p><a href="${view.root}${places.runs}" hidden>${open}</a></p>`}
</section>`;
}
