import type { AttentionFinding, FindingKind } from "../../admin/attention.ts";
import { type Html, html } from "../../render/html.ts";
import { places } from "../layout.ts";
import type { View } from "../view.ts";
import type { Overview } from "./channels.ts";

/** Where one goes to mend what is found. A disk is mended elsewhere. */
const placeOf: Readonly<Record<FindingKind, string | undefined>> = {
  node: undefined,
  document: places.runs,
  configuration: places.settings,
  source: places.sources,
  import: places.import,
  webhook: places.webhooks,
  hub: places.webhooks,
  cache: places.settings,
  disk: undefined,
  channel: places.channels,
  cover: places.channels,
  subscriber: places.subscribers,
};

/** Writes what needs attention, failures first, each with where to go. */
export function attentionList(
  view: View,
  { attention, ...status }: Pick<Overview, "attention" | "nextRun" | "node">,
): Html {
  const { overview } = view.texts;
  const next = statusLines(view, status);
  if (attention.length === 0) {
    return html`<section class="well" aria-labelledby="attention">
<h2 id="attention">${overview.nothing}</h2>
<p>${overview.allWell}</p>
${next}
</section>`;
  }
  return html`<section aria-labelledby="attention">
<h2 id="attention">${overview.attention(attention.length)}</h2>
<ul class="findings">
${attention.map((finding) => findingItem(view, finding))}</ul>
${next}
</section>`;
}

/** Writes when the next run is, and which node publishes where there are several. */
function statusLines(view: View, { nextRun, node }: Pick<Overview, "nextRun" | "node">): Html {
  return html`${nextRun !== undefined && html`<p class="soft">${view.texts.overview.nextRun} ${view.moment(nextRun)}</p>`}
${node && html`<p class="soft">${describeNode(view, node)}</p>`}`;
}

function describeNode(view: View, { publishes, behindMs }: NonNullable<Overview["node"]>): string {
  const { overview } = view.texts;
  if (publishes) return overview.publishes;
  return overview.follows(behindMs === undefined ? undefined : view.number(behindMs));
}

function findingItem(view: View, { kind, level, text, since, subject }: AttentionFinding): Html {
  const { kinds, levels, goTo, since: sinceText } = view.texts.overview;
  const isOfOne = (kind === "webhook" || kind === "subscriber") && subject !== undefined;
  const place = isOfOne ? `${placeOf[kind]}/${encodeURIComponent(subject)}` : placeOf[kind];
  return html`<li class="finding ${level}">
<h3><span class="state ${level === "failure" ? "bad" : "warn"}">${levels[level]}</span> ${kinds[kind]}</h3>
<p dir="auto" lang="en">${text}</p>
${since !== undefined && html`<p class="soft">${sinceText} ${view.moment(since)}</p>`}
${place !== undefined && html`<p><a href="${view.root}${place}">${goTo[kind]}</a></p>`}
</li>
`;
}

/** Writes what to do first with a new installation. */
export function firstSteps(view: View): Html {
  const { firstSteps: texts } = view.texts.overview;
  const steps = [
    [`${places.articles}/new`, texts.write],
    [places.import, texts.import],
    [places.sources, texts.follow],
    [places.settings, texts.settings],
  ] as const;
  return html`<section aria-labelledby="first">
<h2 id="first">${texts.title}</h2>
<p>${texts.empty}</p>
<ul class="cards">
${steps.map(([place, { title, text }]) => html`<li class="card"><h3><a href="${view.root}${place}">${title}</a></h3><p>${text}</p></li>\n`)}</ul>
</section>`;
}
