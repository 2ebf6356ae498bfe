import { rootPath } from "../../article/root-path.ts";
import { type Html, html } from "../../render/html.ts";
import type { MediaUse } from "../../stores/media-files.ts";
import type { MediaDescription } from "../../uploads/describe-file.ts";
import { writeAttributes } from "../fields.ts";
import { csrfField, places, tokenField } from "../layout.ts";
import type { View } from "../view.ts";

/** A page of files as the API lists them. */
export type MediaList = {
  media: readonly MediaDescription[];
  next?: string;
  total: { files: number; size_in_bytes: number };
  limits: { max_file_in_bytes: number; max_total_in_bytes: number };
};

/** Which files are shown: all, those that something uses, or those that nothing uses. */
export type UsedFilter = "" | "true" | "false";

/** How many uses of one file are named. */
const maxShownUses = 5;

/** Writes the form that uploads a file. media.js lets it take several. */
export function uploadForm(view: View): Html {
  const { media: texts } = view.texts;
  return html`<form method="post" action="${view.root}${places.media}" enctype="multipart/form-data" class="upload" data-one="${texts.uploadedOne}" data-many="${texts.uploadedMany("{count}")}" data-failed="${texts.failed}">
${csrfField(view)}
<div class="row">
<div class="field"><label for="file">${texts.file}</label>
<input id="file" name="file" type="file" required accept="image/*,audio/*,video/*" aria-describedby="file-hint"></div>
<button type="submit" class="primary">${texts.upload}</button>
</div>
<small id="file-hint">${texts.fileHint} <span class="drop-hint" hidden>${texts.dropHint}</span></small>
<ul id="uploads" class="uploads"></ul>
</form>`;
}

/** Writes the files, with what can be done with them. */
export function gallery(view: View, list: MediaList, used: UsedFilter): Html {
  const { media: texts } = view.texts;
  const { media, next, total, limits } = list;
  const filter = (value: UsedFilter, words: string) =>
    html`<a class="button" href="${view.root}${places.media}${value && `?used=${value}`}"${value === used ? html` aria-current="true"` : undefined}>${words}</a>\n`;
  const room = [
    view.number(total.files),
    view.bytes(total.size_in_bytes),
    view.bytes(limits.max_total_in_bytes),
  ] as const;
  const path = `${view.root}${places.media}?${new URLSearchParams({ ...(used !== "" && { used }), cursor: next ?? "" })}`;
  return html`<section id="gallery" aria-label="${texts.title}">
<p class="soft">${texts.room(...room)}</p>
<p class="row">${filter("", texts.all)}${filter("true", texts.used)}${filter("false", texts.unused)}</p>
${used === "false" && media.length > 0 && view.may("publish") && pruneForm(view, media)}
${media.length === 0 ? html`<p>${texts.empty}</p>` : html`<ul class="cards">\n${media.map((file) => mediaCard(view, file))}</ul>`}
${next !== undefined && html`<p><a class="button" href="${path}">${texts.older}</a></p>`}
</section>`;
}

/** Returns the address of an uploaded file on the host of the dashboard, which alone its pages may load from. */
export function ownAddress({ root, publicUrl }: Pick<View, "root" | "publicUrl">, url: string): string {
  return root + new URL(url).pathname.slice(rootPath(publicUrl).length);
}

function mediaCard(view: View, file: MediaDescription): Html {
  const { media: texts } = view.texts;
  const { url, mime_type, size_in_bytes, width, height, duration_in_seconds, uploaded, uploaded_by, uses } = file;
  const name = decodeURIComponent(url.slice(url.lastIndexOf("/") + 1));
  return html`<li class="card media">
${preview(view, file)}
<h2>${name}</h2>
<p>${mime_type}, ${view.bytes(size_in_bytes)}${width !== undefined && height !== undefined && html`, ${texts.dimensions(view.number(width), view.number(height))}`}${duration_in_seconds !== undefined && html`, ${texts.seconds(view.number(Math.round(duration_in_seconds)))}`}</p>
<p><a href="${ownAddress(view, url)}">${texts.address}</a>: <code class="secret">${url}</code></p>
<p>${texts.uploaded} ${view.moment(uploaded)} <bdi>${texts.by(uploaded_by)}</bdi></p>
${usesOf(view, uses)}
${view.may("publish") && takeDownForm(view, file, name)}
</li>
`;
}

/** The pixels that a card is wide on most screens, each of which may have two dots. */
const cardPixels = 640;

/** Writes the file itself. Readers of screens hear its name, which stands below. */
function preview(view: View, { url, mime_type, width, height, smaller }: MediaDescription): Html {
  const src = ownAddress(view, url);
  if (mime_type.startsWith("image/")) {
    const small = smaller.find((each) => each.width >= cardPixels);
    const shown = small ? { ...small, src: ownAddress(view, small.url) } : { src, width, height };
    return html`<img${writeAttributes({ src: shown.src, width: shown.width, height: shown.height })} alt="" loading="lazy" decoding="async">`;
  }
  const name = url.slice(url.lastIndexOf("/") + 1);
  return mime_type.startsWith("audio/")
    ? html`<audio controls preload="none" src="${src}" aria-label="${name}"></audio>`
    : html`<video controls preload="none" src="${src}" aria-label="${name}"></video>`;
}

function usesOf(view: View, uses: readonly MediaUse[]): Html {
  const { media: texts } = view.texts;
  if (uses.length === 0) return html`<p><span class="state">${texts.notUsed}</span></p>`;
  const items = uses.slice(0, maxShownUses).map(({ in: place, article }) => {
    const words = texts.usedBy[place];
    if (article === undefined) return html`<li>${words}</li>\n`;
    return html`<li>${words} <a href="${view.root}${places.articles}/edit/${encodeURIComponent(article)}"><bdi>${article}</bdi></a></li>\n`;
  });
  const others = uses.length - items.length;
  return html`<p>${texts.uses}</p>
<ul>
${items}${others > 0 && html`<li>${texts.more(view.number(others))}</li>\n`}</ul>`;
}

function takeDownForm(view: View, { hash, uses }: MediaDescription, name: string): Html {
  const { media: texts } = view.texts;
  return html`<details class="sure">
<summary>${texts.takeDown}</summary>
<form method="post" action="${view.root}${places.media}/${hash}/delete">
${csrfField(view)}
<p>${uses.length > 0 ? texts.sureUsed : texts.sure}</p>
<input type="hidden" name="force" value="${uses.length > 0 ? "true" : "false"}">
<button type="submit" class="danger" aria-label="${texts.takeDownOf(name)}">${texts.takeDown}</button>
</form>
</details>`;
}

/** Writes the form that removes the unused files on a page; for many files at once it asks for the token. */
function pruneForm(view: View, media: readonly MediaDescription[]): Html {
  const { media: texts } = view.texts;
  return html`<details class="sure">
<summary class="button">${texts.prune}</summary>
<form method="post" action="${view.root}${places.media}/prune">
${csrfField(view)}
<input type="hidden" name="hashes" value="${media.map(({ hash }) => hash).join(" ")}">
<p>${texts.pruneSure(view.number(media.length))}</p>
${tokenField(view)}
<button type="submit" class="danger">${texts.prune}</button>
</form>
</details>`;
}
