import type { SubscriberView, SubscriberWithPassword } from "../../admin/openapi/schemas/subscriber.ts";
import { type Html, html } from "../../render/html.ts";
import { inputField, selectField } from "../fields.ts";
import { csrfField, places } from "../layout.ts";
import { writeTable } from "../table.ts";
import type { View } from "../view.ts";

/** The texts that somebody has typed for a subscriber. */
export type SubscriberDraft = { channel: string; name: string };

/** A private channel to choose from. */
export type PrivateChannel = { slug: string; title: string };

/** Returns the path of a subscriber's page, below the root. */
export function subscriberPath(id: string): string {
  return `${places.subscribers}/${encodeURIComponent(id)}`;
}

/** Writes the table of subscribers. */
export function subscriberList(view: View, subscribers: readonly SubscriberView[]): Html {
  const { subscribers: texts } = view.texts;
  if (subscribers.length === 0) return html`<p>${texts.empty}</p>`;
  const { name, channel, state, used, added } = texts;
  const rows = subscribers.map(
    (subscriber) => html`<tr>
<th scope="row"><a href="${view.root}${subscriberPath(subscriber.id)}"><bdi>${subscriber.name}</bdi></a></th>
<td>${subscriber.channel}</td>
<td>${subscriberState(view, subscriber)}</td>
<td>${lastUse(view, subscriber)}</td>
<td>${view.moment(subscriber.created)}</td>
</tr>
`,
  );
  return writeTable(texts.title, [name, channel, state, used, added], rows);
}

/** Writes whether the address of a subscriber is valid, and whether it looks passed on. */
export function subscriberState(view: View, { revoked, flagged }: SubscriberView): Html {
  const { states } = view.texts.subscribers;
  if (revoked !== undefined) return html`<span class="state bad">${states.revoked}</span>`;
  if (flagged) return html`<span class="state warn">${states.flagged}</span>`;
  return html`<span class="state good">${states.good}</span>`;
}

/** Writes the last day on which an address was used, and from how many networks. */
export function lastUse(view: View, { used }: SubscriberView): Html {
  const { never, networks } = view.texts.subscribers;
  if (!used) return html`${never}`;
  return html`${view.day(used.day)} <small>${networks(used.networks)}</small>`;
}

/** Writes the form that shows the subscribers of one channel. */
export function channelFilter(view: View, channels: readonly PrivateChannel[], chosen: string): Html {
  const { channel, allChannels, show } = view.texts.subscribers;
  return html`<form method="get" action="${view.root}${places.subscribers}" class="row actions">
${selectField({ id: "of", name: "channel", label: channel }, [["", allChannels], ...choicesOf(channels)], chosen)}
<button type="submit">${show}</button>
</form>`;
}

/** Writes the form that gives somebody an address. */
export function subscriberForm(view: View, channels: readonly PrivateChannel[], draft: SubscriberDraft): Html {
  const { subscribers: texts } = view.texts;
  const { create, createButton, channel, name, nameHint } = texts;
  return html`<section aria-labelledby="new">
<h2 id="new">${create}</h2>
<form method="post" action="${view.root}${places.subscribers}">
${csrfField(view)}
${selectField({ id: "channel", label: channel }, choicesOf(channels), draft.channel)}
${inputField({ id: "name", label: name, hint: nameHint }, { value: draft.name, required: true, maxlength: 100 })}
<p><button type="submit" class="primary">${createButton}</button></p>
</form>
</section>`;
}

function choicesOf(channels: readonly PrivateChannel[]): (readonly [string, string])[] {
  return channels.map(({ slug, title }) => [slug, `${title} (${slug})`] as const);
}

/** Writes the addresses of a subscriber, with what copies them. */
export function addressSection(view: View, { name, urls, username, password }: SubscriberWithPassword): Html {
  const { subscribers: texts } = view.texts;
  const field = (id: string, label: string, value: string) => html`<div class="row actions">
<div class="field"><label for="${id}">${label}</label>
<input id="${id}" class="once" value="${value}" readonly dir="ltr" autocomplete="off" spellcheck="false"></div>
<button type="button" data-copies="${id}" data-copied="${texts.copied}" aria-label="${texts.copy}: ${label}" hidden>${texts.copy}</button>
</div>
`;
  return html`<section class="well" aria-labelledby="address">
<h2 id="address">${texts.address(name)}</h2>
<p>${texts.once}</p>
${(["rss", "atom", "json"] as const).map((format) => field(format, texts.formats[format], urls[format]))}
${field("username", texts.username, username)}
${field("password", texts.password, password)}
</section>`;
}
