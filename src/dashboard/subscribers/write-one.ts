import type { SubscriberView } from "../../admin/openapi/schemas/subscriber.ts";
import { type Html, html } from "../../render/html.ts";
import { csrfField } from "../layout.ts";
import type { View } from "../view.ts";
import { lastUse, subscriberPath, subscriberState } from "./write.ts";

/** Writes what is known of a subscriber. */
export function subscriberFacts(view: View, subscriber: SubscriberView): Html {
  const { subscribers: texts } = view.texts;
  const { channel, username, created, rotated, revoked, flagged } = subscriber;
  return html`<dl class="facts">
<dt>${texts.state}</dt><dd>${subscriberState(view, subscriber)}</dd>
<dt>${texts.channel}</dt><dd>${channel}</dd>
<dt>${texts.username}</dt><dd dir="ltr">${username}</dd>
<dt>${texts.used}</dt><dd>${lastUse(view, subscriber)}</dd>
<dt>${texts.added}</dt><dd>${view.moment(created)}</dd>
${rotated !== undefined && html`<dt>${texts.rotatedAt}</dt><dd>${view.moment(rotated)}</dd>\n`}${revoked !== undefined && html`<dt>${texts.revokedAt}</dt><dd>${view.moment(revoked)}</dd>\n`}</dl>
${flagged && revoked === undefined && html`<p>${texts.flagged(flagged.day, view.number(flagged.networks))}</p>`}`;
}

/** Writes the buttons for a subscriber, which all ask first. */
export function subscriberActions(view: View, { id, revoked }: SubscriberView): Html {
  const { subscribers: texts } = view.texts;
  const sure = (action: string, words: string, warning: string) => html`<details class="sure">
<summary class="button">${words}</summary>
<form method="post" action="${view.root}${subscriberPath(id)}/${action}">
${csrfField(view)}
<p>${warning}</p>
<button type="submit" class="danger">${words}</button>
</form>
</details>
`;
  const ends = revoked === undefined && [
    sure("rotate", texts.rotate, texts.rotateSure),
    sure("revoke", texts.revoke, texts.revokeSure),
  ];
  return html`<div class="row actions">
${ends}${sure("purge", texts.purge, texts.purgeSure)}</div>`;
}
