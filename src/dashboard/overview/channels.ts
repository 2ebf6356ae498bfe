import type { AttentionFinding, DiskRoom } from "../../admin/attention.ts";
import type { OverviewNode } from "../../admin/openapi/schemas/overview.ts";
import type { ChannelOverview, HourOfPolls, WeekOfSubscribers } from "../../admin/overview.ts";
import { type Html, html } from "../../render/html.ts";
import { chart, sparkline } from "../charts.ts";
import { places } from "../layout.ts";
import type { View } from "../view.ts";
import { regenerateForm } from "./regenerate.ts";

/** The answer of `GET /admin/overview`. */
export type Overview = {
  at: string;
  attention: AttentionFinding[];
  disks: Omit<DiskRoom, "path">[];
  articles: number;
  nextRun?: string;
  node?: OverviewNode;
  hours: HourOfPolls[];
  totalChannels: number;
  channels: ChannelOverview[];
  subscribers: WeekOfSubscribers[];
};

/** Writes a share of 0 to 1 in percent; a dash when there is nothing to have a share of. */
export function percent({ language }: Pick<View, "language">, part: number, whole: number): string {
  if (whole === 0) return "–";
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(part / whole);
}

/** Writes the table of channels. */
export function channelTable(view: View, overview: Overview, { isOne }: { isOne: boolean }): Html {
  const { channels, totalChannels } = overview;
  const { overview: texts } = view.texts;
  const { columns } = texts;
  const hasDue = channels.some(({ due }) => due !== undefined);
  const heads = [
    columns.articles,
    columns.changed,
    ...(hasDue ? [columns.due] : []),
    columns.polls,
    columns.unmodified,
    columns.size,
  ];
  return html`<section>
<h2>${texts.channels}</h2>
<section class="table overview" tabindex="0" aria-label="${texts.channels}">
<table>
<thead><tr><th scope="col">${columns.channel}</th>${heads.map((head) => html`<th scope="col">${head}</th>`)}${view.may("regenerate") && !isOne && html`<th scope="col"><span class="hidden">${columns.actions}</span></th>`}</tr></thead>
<tbody>
${channels.map((channel) => channelRow(view, channel, { isOne, hasDue }))}</tbody>
</table>
</section>
${totalChannels > channels.length && html`<p class="soft">${texts.more(totalChannels - channels.length)} <a href="${view.root}${places.channels}">${view.texts.navigation.channels}</a></p>`}
${isOne && html`<p><a href="${view.root}${places.overview}">${texts.all}</a></p>`}
</section>`;
}

function channelRow(
  view: View,
  channel: ChannelOverview,
  { isOne, hasDue }: { isOne: boolean; hasDue: boolean },
): Html {
  const { slug, title, configured, articles, changed, due, polls, sizes } = channel;
  const { overview: texts } = view.texts;
  const name = isOne
    ? html`<bdi>${title}</bdi>`
    : html`<a href="${view.root}${places.overview}?channel=${encodeURIComponent(slug)}"><bdi>${title}</bdi></a>`;
  const small = Object.values(sizes).flatMap((codings) => Object.values(codings));
  return html`<tr>
<th scope="row">${name}${!configured && html` <span class="state">${texts.automatic}</span>`}</th>
<td class="number">${view.number(articles)}</td>
<td>${changed === undefined ? "–" : view.moment(changed)}</td>
${hasDue && html`<td>${due === undefined ? "–" : view.moment(due)}</td>`}
<td class="number">${polls.requests > 0 && sparkline(polls.hours, texts.spark(view.number(polls.requests)))} ${view.number(polls.requests)}</td>
<td class="number">${percent(view, polls.unmodified, polls.requests)}</td>
<td class="number">${small.length === 0 ? "–" : view.bytes(Math.min(...small))}</td>
${view.may("regenerate") && !isOne && html`<td>${regenerateForm(view, { channel: slug, name: title })}</td>`}
</tr>
`;
}

/** Draws the polls of the last 24 hours, and how many of them were answered 304. */
export function hourChart(view: View, { hours }: Pick<Overview, "hours">): Html {
  const { overview: texts } = view.texts;
  const { language, timezone: timeZone } = view;
  const format = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", timeZone });
  const sum = (name: "requests" | "unmodified") => hours.reduce((total, hour) => total + hour[name], 0);
  const polls = sum("requests");
  return html`<section>
<h2>${texts.polls}</h2>
<p>${texts.pollsText(polls, view.number(polls), percent(view, sum("unmodified"), polls))}</p>
${
  polls > 0 &&
  chart(view, {
    id: "hours",
    title: texts.polls,
    kind: "bars",
    columns: [texts.hour, texts.columns.polls, texts.unmodifiedPolls],
    rows: hours.map(({ hour, requests, unmodified }) => ({
      name: format.format(new Date(`${hour}:00:00Z`)),
      values: [requests, unmodified],
    })),
  })
}
</section>`;
}

/** The aggregators that have a line of their own. */
const maxLines = 6;

/** Draws the subscribers behind each aggregator over some weeks. */
export function subscriberChart(view: View, { subscribers }: Pick<Overview, "subscribers">): Html {
  const { overview: texts } = view.texts;
  const last = subscribers.at(-1)?.aggregators ?? {};
  const all = new Set(subscribers.flatMap(({ aggregators }) => Object.keys(aggregators)));
  const most = (name: string) => Math.max(...subscribers.map(({ aggregators }) => aggregators[name] ?? 0));
  const names = [...all].sort((a, b) => most(b) - most(a));
  const shown = names.slice(0, maxLines);
  const others = names.slice(maxLines);
  const sumOf = (of: readonly string[], week: Record<string, number>) =>
    of.reduce((sum, name) => sum + (week[name] ?? 0), 0);
  const format = new Intl.DateTimeFormat(view.language, { dateStyle: "medium", timeZone: "UTC" });
  return html`<section>
<h2>${texts.subscribers}</h2>
<p>${names.length === 0 ? texts.noSubscribers : texts.subscribersText(sumOf(names, last), view.number(sumOf(names, last)))}</p>
${
  names.length > 0 &&
  chart(view, {
    id: "weeks",
    title: texts.subscribers,
    kind: "line",
    columns: [texts.week, ...shown, ...(others.length > 0 ? [texts.others] : [])],
    rows: subscribers.map(({ week, aggregators }) => ({
      name: format.format(new Date(week)),
      values: [
        ...shown.map((name) => aggregators[name] ?? 0),
        ...(others.length > 0 ? [sumOf(others, aggregators)] : []),
      ],
    })),
  })
}
</section>`;
}

const codings = ["identity", "gzip", "br", "zstd"] as const;

/** Writes how large the documents of each channel are, by coding, and the room on the disks. */
export function sizeTable(view: View, { channels, disks }: Pick<Overview, "channels" | "disks">): Html {
  const { overview: texts } = view.texts;
  return html`<section>
<h2>${texts.sizes}</h2>
<ul class="plain">${disks.map(({ folder, free, size }) => html`<li>${folder}: ${texts.free(view.bytes(free), view.bytes(size))}</li>\n`)}</ul>
<details>
<summary>${texts.sizesTable}</summary>
<section class="table" tabindex="0" aria-label="${texts.sizes}">
<table>
<thead><tr><th scope="col">${texts.columns.channel}</th><th scope="col">${texts.format}</th><th scope="col" class="number">${texts.uncompressed}</th>${codings.slice(1).map((coding) => html`<th scope="col" class="number">${coding}</th>`)}</tr></thead>
<tbody>
${channels.flatMap(({ title, sizes }) =>
  Object.entries(sizes).map(
    ([format, bytes]) =>
      html`<tr><th scope="row"><bdi>${title}</bdi></th><td>${format}</td>${codings.map((coding) => html`<td class="number">${bytes[coding] === undefined ? "–" : view.bytes(bytes[coding])}</td>`)}</tr>\n`,
  ),
)}</tbody>
</table>
</section>
</details>
</section>`;
}
