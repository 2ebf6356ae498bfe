import type { webhookToJson } from "../../admin/webhook-json.ts";
import { type Html, html } from "../../render/html.ts";
import { type WebhookEvent, webhookEvents } from "../../stores/webhooks.ts";
import { inputField } from "../fields.ts";
import { csrfField, places } from "../layout.ts";
import { writeTable } from "../table.ts";
import type { View } from "../view.ts";

/** A webhook as the API shows it. */
export type WebhookView = ReturnType<typeof webhookToJson>;

/** The texts that somebody has typed for a webhook. */
export type WebhookDraft = { url: string; events: readonly WebhookEvent[]; channels: string; description: string };

const emptyDraft: WebhookDraft = { url: "", events: webhookEvents, channels: "", description: "" };

export const draftOf = ({ url, events, channels = [], description = "" }: WebhookView): WebhookDraft => ({
  url,
  events,
  channels: channels.join(" "),
  description,
});

/** Returns the path of a webhook's page, below the root. */
export function webhookPath(id: string): string {
  return `${places.webhooks}/${encodeURIComponent(id)}`;
}

/** Writes the table of all webhooks. */
export function webhookList(view: View, webhooks: readonly WebhookView[]): Html {
  const { webhooks: texts } = view.texts;
  if (webhooks.length === 0) return html`<p>${texts.empty}</p>`;
  const rows = webhooks.map(
    (webhook) => html`<tr>
<th scope="row"><a href="${view.root}${webhookPath(webhook.id)}"><bdi>${webhook.description ?? webhook.url}</bdi></a>${webhook.description !== undefined && html`<br><small dir="ltr">${webhook.url}</small>`}</th>
<td>${webhookState(view, webhook)}</td>
<td>${webhook.events.join(", ")}</td>
<td><bdi>${webhook.channels?.join(", ") ?? texts.all}</bdi></td>
<td class="number">${view.number(webhook.waiting)}</td>
<td class="number">${view.number(webhook.dead)}</td>
</tr>
`,
  );
  const { url, state, events, channels, waiting, dead } = texts;
  return writeTable(texts.title, [url, state, events, channels, { numbers: waiting }, { numbers: dead }], rows);
}

/** Writes whether a webhook works, and why not. */
export function webhookState(view: View, { enabled, disabled, failures, failingSince }: WebhookView): Html {
  const { states, since, failures: countFailures } = view.texts.webhooks;
  if (!enabled) {
    return html`<span class="state bad">${states.disabled}</span>${disabled && html` <small dir="auto">${disabled.reason}</small>`}`;
  }
  if (failures === 0) return html`<span class="state good">${states.good}</span>`;
  return html`<span class="state warn">${states.failing}</span> <small>${countFailures(failures)}${failingSince !== undefined && html`, ${since} ${view.moment(failingSince)}`}</small>`;
}

/**
 * Writes the form that adds a webhook, or changes one.
 * @param action the path to which it is sent, below the root
 * @param button the words of the button
 */
export function webhookForm(view: View, action: string, button: string, draft: WebhookDraft = emptyDraft): Html {
  const { webhooks: texts } = view.texts;
  return html`<form method="post" action="${view.root}${action}">
${csrfField(view)}
${inputField({ id: "url", label: texts.url, hint: texts.urlHint }, { value: draft.url, required: true, maxlength: 2000, inputmode: "url", spellcheck: "false" })}
${inputField({ id: "description", label: texts.description, hint: texts.descriptionHint }, { value: draft.description, maxlength: 500 })}
<fieldset>
<legend>${texts.events}</legend>
${webhookEvents.map(
  (event) =>
    html`<p><label><input type="checkbox" name="events" value="${event}"${draft.events.includes(event) ? html` checked` : undefined}> <strong>${event}</strong>: ${texts.eventNames[event]}</label></p>\n`,
)}</fieldset>
${inputField({ id: "channels", label: texts.channels, hint: texts.channelsHint }, { value: draft.channels })}
<p><button type="submit" class="primary">${button}</button></p>
</form>`;
}
