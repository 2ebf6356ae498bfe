import { type Html, html } from "../../render/html.ts";
import { places } from "../layout.ts";
import type { View } from "../view.ts";
import { type Filters, isFiltered, listSorts, listStates, pageQuery } from "./filters.ts";

/** The suggestions of the list's fields. */
export type Suggestions = {
  tags: readonly string[];
  authors: readonly string[];
  channels: readonly { slug: string; title: string }[];
  sources: readonly string[];
};

/** Writes the states as links, and the form in which one searches, filters and sorts. */
export function filterForm(view: View, filters: Filters, suggestions: Suggestions): Html {
  const { articles: texts, common } = view.texts;
  const { state = "", q = "" } = filters;
  const isOpen = isFiltered({ ...filters, q: "" }) || filters.sort;
  return html`<nav aria-label="${texts.columns.state}"><ul class="tabs">
${["" as const, ...listStates].map((each) => stateLink(view, filters, each))}</ul></nav>
<form class="filters" action="${view.root}${places.articles}" role="search">
<input type="hidden" name="state" value="${state}">
<p class="row search"><span class="field"><label for="q">${common.search}</label>
<input type="search" id="q" name="q" value="${q}" maxlength="1000" aria-describedby="q-hint"></span>
<button type="submit" class="primary">${common.search}</button>${channelLink(view, filters)}</p>
<p class="soft"><small id="q-hint">${texts.searchHint}</small></p>
<details${isOpen ? html` open` : undefined}>
<summary>${texts.filters}</summary>
<div class="row">
${suggestField("tag", texts.columns.tags, filters.tag, suggestions.tags)}
${suggestField("author", texts.author, filters.author, suggestions.authors)}
${channelField(view, filters.channel, suggestions.channels)}
${suggestField("source", texts.source, filters.source, suggestions.sources)}
<p class="field"><label for="from">${texts.from}</label>
<input type="date" id="from" name="from" value="${filters.from}"></p>
<p class="field"><label for="to">${texts.to}</label>
<input type="date" id="to" name="to" value="${filters.to}"></p>
${state === "draft" ? undefined : sortField(view, filters)}
</div>
<p class="row"><button type="submit">${texts.apply}</button> <a class="button" href="${view.root}${places.articles}${pageQuery({ state })}">${texts.clear}</a></p>
</details>
</form>`;
}

/** Leads to a new channel that selects what is searched for. */
function channelLink(view: View, { q, tag, author }: Filters): Html | false {
  if (!view.may("admin") || !q?.trim()) return false;
  const selection = Object.entries({ search: q.trim(), tag, author }).flatMap(([name, value]) =>
    value ? [[name, value]] : [],
  );
  const query = new URLSearchParams(Object.fromEntries(selection));
  return html` <a class="button" href="${view.root}${places.channels}/new?${String(query)}">${view.texts.articles.makeChannel}</a>`;
}

function stateLink({ texts, root }: View, filters: Filters, state: Filters["state"]): Html {
  const label = state ? texts.articles.tabs[state] : texts.articles.tabs.all;
  const query = pageQuery(filters, { state: state ?? "", sort: "", cursor: "", after: "" });
  const isCurrent = (filters.state ?? "") === state;
  return html`<li><a href="${root}${places.articles}${query}"${isCurrent ? html` aria-current="page"` : undefined}>${label}</a></li>\n`;
}

/** A field that suggests values. Scripts ask for further ones while somebody types (suggest.js). */
function suggestField(name: string, label: string, value: string | undefined, values: readonly string[]): Html {
  const isFacet = name === "tag" || name === "author";
  return html`<p class="field"><label for="${name}">${label}</label>
<input type="text" id="${name}" name="${name}" value="${value}" list="${name}-list" autocomplete="off"${isFacet ? html` data-facet="${name}"` : undefined}></p>
<datalist id="${name}-list">${values.map((each) => html`<option value="${each}"></option>`)}</datalist>`;
}

function channelField({ texts }: View, chosen: string | undefined, channels: Suggestions["channels"]): Html {
  const isKnown = !chosen || channels.some(({ slug }) => slug === chosen);
  const all = isKnown ? channels : [...channels, { slug: chosen, title: chosen }];
  return html`<p class="field"><label for="channel">${texts.articles.channel}</label>
<select id="channel" name="channel">
<option value="">${texts.articles.any}</option>
${all.map(({ slug, title }) => html`<option value="${slug}"${slug === chosen ? html` selected` : undefined}>${title}</option>\n`)}</select></p>`;
}

function sortField({ texts }: View, { sort, q }: Filters): Html {
  const { sorts, sort: label } = texts.articles;
  const names = listSorts.filter((name) => name !== "relevance" || q);
  return html`<p class="field"><label for="sort">${label}</label>
<select id="sort" name="sort">
<option value="">${texts.articles.usual}</option>
${names.map((name) => html`<option value="${name}"${name === sort ? html` selected` : undefined}>${sorts[name]}</option>\n`)}</select></p>`;
}
