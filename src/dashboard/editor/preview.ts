import type { ArticlePreview } from "../../publish/preview.ts";
import { type Html, html, safeAddress } from "../../render/html.ts";
import type { View } from "../view.ts";
import type { DateQuestion } from "./patch.ts";

export type LinkReport = { links: { url: string; ok: boolean; status?: number; error?: string }[]; unchecked: number };

/**
 * Writes what an article would become: what may be mended, the page as a reader shows it, and its items. The page is in a
 * frame that runs no script and has no origin.
 */
export function previewParts(
  view: View,
  { rss, atom, json, html: page, findings }: ArticlePreview,
  { links, questions = [] }: { links?: LinkReport | undefined; questions?: readonly DateQuestion[] } = {},
): Html {
  const texts = view.texts.editor;
  const { preview } = texts;
  const items = { RSS: rss, Atom: atom, "JSON Feed": JSON.stringify(JSON.parse(json), undefined, 2) };
  return html`<h3>${preview.findings}</h3>
${
  findings.length + questions.length === 0
    ? html`<p>${preview.noFindings}</p>`
    : html`<ul>${questions.map(({ field, wall }) => html`<li>${texts[field]}: ${wall.kind === "asks" ? texts.clockChange[wall.why] : texts.dateInvalid}</li>\n`)}${findings.map(({ code, count = 1 }) => html`<li>${preview.codes[code](count)}</li>\n`)}</ul>`
}
${links && linkList(view, links)}
<h3>${preview.page}</h3>
<iframe class="page" sandbox title="${preview.page}" srcdoc="${page}"></iframe>
${Object.entries(items).map(
  ([name, item]) => html`<details><summary>${name}</summary><pre tabindex="0" dir="ltr">${item}</pre></details>\n`,
)}`;
}

function linkList({ texts }: View, { links, unchecked }: LinkReport): Html {
  const { preview } = texts.editor;
  const dead = links.filter(({ ok }) => !ok);
  return html`<div role="status"><p>${preview.linksChecked(links.length, dead.length)}${unchecked > 0 && html` ${preview.linksLeft(unchecked)}`}</p>
${
  dead.length > 0 &&
  html`<ul>${dead.map(
    ({ url, status, error }) =>
      html`<li><a href="${safeAddress(url)}" rel="noreferrer">${url}</a>: <span dir="auto">${error ?? `HTTP ${status}`}</span></li>\n`,
  )}</ul>`
}</div>`;
}
