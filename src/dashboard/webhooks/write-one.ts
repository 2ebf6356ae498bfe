import type { deliveryToJson } from "../../admin/webhook-json.ts";
import { type Html, html } from "../../render/html.ts";
import { selectField } from "../fields.ts";
import { csrfField } from "../layout.ts";
import { hiddenHeading, writeTable } from "../table.ts";
import type { View } from "../view.ts";
import { type WebhookView, webhookPath, webhookState } from "./write.ts";

/** A delivery as the API shows it. */
export type DeliveryView = ReturnType<typeof deliveryToJson>;

/** A page of deliveries. `state`: the only state that is shown, or empty. */
export type DeliveryList = { deliveries: readonly DeliveryView[]; next?: string; state: string };

/** Writes what is known of a webhook. */
export function webhookFacts(view: View, webhook: WebhookView): Html {
  const { webhooks: texts } = view.texts;
  const { url, created, waiting, dead, dropped, formerSecretUntil } = webhook;
  return html`<dl class="facts">
<dt>${texts.state}</dt><dd>${webhookState(view, webhook)}</dd>
<dt>${texts.url}</dt><dd dir="ltr">${url}</dd>
${created !== undefined && html`<dt>${texts.added}</dt><dd>${view.moment(created)}</dd>\n`}<dt>${texts.waiting}</dt><dd>${view.number(waiting)}</dd>
<dt>${texts.dead}</dt><dd>${view.number(dead)}</dd>
${dropped > 0 && html`<dt>${texts.dropped}</dt><dd>${view.number(dropped)}</dd>\n`}${formerSecretUntil !== undefined && html`<dt>${texts.formerSecret}</dt><dd>${view.moment(formerSecretUntil)}</dd>\n`}</dl>`;
}

/** Writes the buttons for a webhook; those that cannot be undone ask first. */
export function webhookActions(view: View, { id, enabled }: WebhookView): Html {
  const { webhooks: texts } = view.texts;
  const path = view.root + webhookPath(id);
  const button = (action: string, words: string) => html`<form method="post" action="${path}/${action}">
${csrfField(view)}
<button type="submit">${words}</button>
</form>
`;
  const sure = (action: string, words: string, warning: string) => html`<details class="sure">
<summary class="button">${words}</summary>
<form method="post" action="${path}/${action}">
${csrfField(view)}
<p>${warning}</p>
<button type="submit" class="danger">${words}</button>
</form>
</details>
`;
  return html`<div class="row actions">
${enabled && button("test", texts.test)}${enabled ? button("disable", texts.disable) : button("enable", texts.enable)}${sure("rotate", texts.rotate, texts.rotateSure)}${sure("delete", texts.remove, texts.removeSure)}</div>`;
}

/** Writes the deliveries of a webhook, with what can be done with them. */
export function deliverySection(view: View, webhook: WebhookView, list: DeliveryList): Html {
  const { webhooks: texts } = view.texts;
  const path = view.root + webhookPath(webhook.id);
  const choices = [["", texts.anyState] as const, ...Object.entries(texts.deliveryStates)];
  const { state, next } = list;
  return html`<div>
<h2 id="deliveries">${texts.deliveries}</h2>
<div class="row actions">
<form method="get" action="${path}" class="row">
${selectField({ id: "state", label: texts.deliveryState }, choices, state)}
<button type="submit">${texts.show}</button>
</form>
${
  webhook.dead > 0 &&
  webhook.enabled &&
  html`<form method="post" action="${path}/deliveries/replay">
${csrfField(view)}
<button type="submit">${texts.replayDead}</button>
</form>`
}
</div>
${deliveryTable(view, webhook, list)}
${next !== undefined && html`<p><a class="button" href="${path}?${String(new URLSearchParams({ state, cursor: next }))}">${texts.older}</a></p>`}
</div>`;
}

function deliveryTable(view: View, webhook: WebhookView, { deliveries }: DeliveryList): Html {
  const { webhooks: texts } = view.texts;
  if (deliveries.length === 0) return html`<p>${texts.noDeliveries}</p>`;
  const { number, event, createdAt, state, attempts, answer, next, actions } = texts;
  return writeTable(
    texts.deliveries,
    [{ numbers: number }, event, createdAt, state, { numbers: attempts }, answer, next, hiddenHeading(actions)],
    deliveries.map((delivery) => deliveryRow(view, webhook, delivery)),
  );
}

const stateClasses = { waiting: "", sending: "", delivered: " good", dead: " bad" } as const;

function deliveryRow(view: View, { id, enabled }: WebhookView, delivery: DeliveryView): Html {
  const { webhooks: texts } = view.texts;
  const { n, event, created, state, attempts, next } = delivery;
  return html`<tr>
<th scope="row" class="number">${view.number(n)}</th>
<td>${event}</td>
<td>${created !== undefined && view.moment(created)}</td>
<td><span class="state${stateClasses[state]}">${texts.deliveryStates[state]}</span></td>
<td class="number">${view.number(attempts)}</td>
<td>${lastAnswer(view, delivery)}</td>
<td>${next !== undefined && view.moment(next)}</td>
<td>${
    enabled &&
    html`<form method="post" action="${view.root}${webhookPath(id)}/deliveries/${String(n)}/replay">
${csrfField(view)}
<button type="submit" aria-label="${texts.replayOf(view.number(n))}">${texts.replay}</button>
</form>`
  }</td>
</tr>
`;
}

function lastAnswer(view: View, { status, error, answer, durationMs, attempted }: DeliveryView): Html {
  const { noAnswer, milliseconds } = view.texts.webhooks;
  if (attempted === undefined) return html`${noAnswer}`;
  const facts = [status, durationMs === undefined ? undefined : milliseconds(view.number(durationMs))];
  return html`${facts.filter((each) => each !== undefined).join(", ")} ${view.moment(attempted)}${error !== undefined && html`<br><span dir="auto">${error}</span>`}${
    answer !== undefined &&
    answer !== "" &&
    html`<details><summary>${view.texts.webhooks.answer}</summary><pre tabindex="0" dir="auto">${answer}</pre></details>`
  }`;
}
