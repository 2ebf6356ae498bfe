import type { WebSubReport } from "../../push/websub/report.ts";
import { type Html, html } from "../../render/html.ts";
import { type ColumnHeading, writeTable } from "../table.ts";
import type { View } from "../view.ts";

/** Writes how WebSub does: the own hub with its subscribers, or the hubs elsewhere. */
export function hubSection(view: View, report: WebSubReport): Html {
  const { title, intro, closed } = view.texts.hub;
  const isUsed = report.hub !== undefined || report.hubs.length > 0;
  return html`<section aria-labelledby="hub">
<h2 id="hub">${title}</h2>
<p>${isUsed ? intro : closed}</p>
${report.hub !== undefined && ownHub(view, report)}
${report.hubs.length > 0 && hubsElsewhere(view, report.hubs)}
</section>`;
}

function ownHub(view: View, report: WebSubReport): Html {
  const { hub: texts } = view.texts;
  const { hub, subscribers, topics, deliveries, failing, since } = report;
  return html`<dl class="facts">
<dt>${texts.address}</dt><dd dir="ltr">${hub}</dd>
<dt>${texts.subscribers}</dt><dd>${view.number(subscribers)}</dd>
<dt>${texts.delivered}</dt><dd>${view.number(deliveries.delivered)}</dd>
<dt>${texts.failed}</dt><dd>${view.number(deliveries.failed)}</dd>
<dt>${texts.since}</dt><dd>${view.moment(since)}</dd>
</dl>
${
  topics.length > 0 &&
  headedTable(
    texts.topics,
    [texts.document, { numbers: texts.subscribers }, { numbers: texts.failing }],
    topics.map(
      (each) => html`<tr>
<th scope="row" dir="ltr">${each.path}</th>
<td class="number">${view.number(each.subscribers)}</td>
<td class="number">${view.number(each.failing)}</td>
</tr>
`,
    ),
  )
}
${
  failing.length > 0 &&
  headedTable(
    texts.failingSubscribers,
    [texts.host, texts.document, { numbers: texts.failures }, texts.failingSince, texts.reason],
    failing.map(
      (each) => html`<tr>
<th scope="row" dir="ltr">${each.host}</th>
<td dir="ltr">${each.topic}</td>
<td class="number">${view.number(each.failures)}</td>
<td>${each.since !== undefined && view.moment(each.since)}</td>
<td dir="auto" lang="en">${each.error}</td>
</tr>
`,
    ),
  )
}`;
}

function hubsElsewhere(view: View, hubs: WebSubReport["hubs"]): Html {
  const { hub: texts } = view.texts;
  return headedTable(
    texts.elsewhere,
    [texts.address, texts.state, texts.accepted, texts.lastDelivery],
    hubs.map(
      ({ url, problem, accepted, delivered }) => html`<tr>
<th scope="row" dir="ltr">${url}</th>
<td>${
        problem === undefined
          ? html`<span class="state good">${texts.works}</span>`
          : html`<span class="state bad">${texts.fails}</span> <small dir="auto" lang="en">${problem}</small>`
      }</td>
<td>${accepted !== undefined && view.moment(accepted)}</td>
<td>${delivered !== undefined && view.moment(delivered)}</td>
</tr>
`,
    ),
  );
}

/** Writes a table below its name: there are several in this section. */
function headedTable(label: string, columns: readonly ColumnHeading[], rows: readonly Html[]): Html {
  return html`<h3>${label}</h3>
${writeTable(label, columns, rows)}`;
}
