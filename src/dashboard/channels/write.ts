import type { Channel } from "../../config/schema.ts";
import { type Html, html } from "../../render/html.ts";
import { inputField } from "../fields.ts";
import { csrfField, places } from "../layout.ts";
import { hiddenHeading, writeTable } from "../table.ts";
import type { View } from "../view.ts";

/** Returns the path of the page on which a channel is changed, below the root. */
export function channelPath(slug: string): string {
  return `${places.channels}/edit/${encodeURIComponent(slug)}`;
}

/** Writes the table of all channels. */
export function channelList(view: View, channels: readonly Channel[]): Html {
  const { channels: texts } = view.texts;
  const rows = channels.map((channel) => {
    const { slug, title } = channel;
    const feed = (extension: string, words: string) =>
      html`<a href="${view.publicUrl}/feeds/${slug}.${extension}" aria-label="${words}: ${title}">${words}</a>`;
    return html`<tr>
<th scope="row"><bdi>${title}</bdi><br><small dir="auto">${channel.description}</small></th>
<td>${slug}</td>
<td><bdi>${selectionOf(view, channel)}</bdi></td>
<td>${feed("rss", "RSS")} ${feed("atom", "Atom")} ${feed("json", "JSON")}</td>
<td>${view.may("admin") && html`<a href="${view.root}${channelPath(slug)}" aria-label="${texts.changeOf(title)}">${texts.change}</a>`}</td>
</tr>
`;
  });
  const { name, slug, selects, feeds, actions } = texts;
  return writeTable(texts.title, [name, slug, selects, feeds, hiddenHeading(actions)], rows);
}

function selectionOf({ texts: { channels: texts } }: View, { select }: Channel): string {
  const { tags, authors, language, search } = select ?? {};
  const parts = [
    ...(tags ? [texts.tags(tags.join(", "))] : []),
    ...(authors ? [texts.authors(authors.join(", "))] : []),
    ...(language === undefined ? [] : [texts.language(language)]),
    ...(search === undefined ? [] : [texts.search(search)]),
  ];
  return parts.length === 0 ? texts.everything : parts.join("; ");
}

/** Writes the forms that move a channel, and retire it. @param typed a slug with a mistake */
export function channelActions(view: View, slug: string, typed = ""): Html {
  const { channels: texts } = view.texts;
  const path = view.root + channelPath(slug);
  return html`<div class="row actions">
<details class="sure"${typed !== "" ? html` open` : undefined}>
<summary class="button">${texts.move}</summary>
<form method="post" action="${path}/move">
${csrfField(view)}
${inputField({ id: "slug", label: texts.slug, hint: texts.moveHint }, { value: typed, required: true, maxlength: 64 })}
<button type="submit">${texts.move}</button>
</form>
</details>
<details class="sure">
<summary class="button">${texts.retire}</summary>
<form method="post" action="${path}/retire">
${csrfField(view)}
<p>${texts.retireSure}</p>
<button type="submit" class="danger">${texts.retire}</button>
</form>
</details>
</div>`;
}
