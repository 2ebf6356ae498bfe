// The editor: rich text beside the source, saving by itself, other tabs, and a live preview.
import "./suggest.js";
import { texts, upload } from "./attach.js";
import { request } from "./dashboard.js";
import { addItem, digestOf, fillFields, growLists, readFields } from "./fields.js";
import { findCopy, findNewCopy, forgetCopy } from "./local-copy.js";
import { livePreview } from "./preview.js";
import { createRich } from "./rich.js";
import { isSimple } from "./rich-html.js";
import { createSaver } from "./saver.js";

/** @param {string} id @returns {any} */
const part = (id) => document.getElementById(id);
/** @type {HTMLFormElement} */
const form = part("editor");
/** @type {HTMLTextAreaElement} */
const source = part("content");
const [toolbar, richRoot] = [part("toolbar"), part("rich")];
const failedOnServer = document.querySelector("main > .failed") !== null;

let isRich = false;
const rich = createRich(richRoot, toolbar, () => {
  saver.changed();
  preview.later();
});

function sync() {
  if (isRich) source.value = rich.html();
}

const saver = createSaver(form, {
  sync,
  onSaved({ edit, published, draft }) {
    const path = (document.querySelector('meta[name="root"]')?.getAttribute("content") ?? "") + edit;
    if (location.pathname !== path) history.replaceState(null, "", path);
    if (draft) showDraft();
    channel.postMessage({ kind: "saved", id: idOf(), published, draft });
    preview.later();
  },
  onConflict(section, revisions) {
    document.getElementById("conflict")?.remove();
    part("restored").insertAdjacentHTML("beforebegin", section);
    const conflict = part("conflict");
    const keep = conflict.querySelector("[data-keep]");
    keep.hidden = false;
    keep.onclick = () => {
      conflict.remove();
      saver.goOn(revisions);
      part("title").focus();
    };
    conflict.querySelector("[data-take]").onclick = () => {
      saver.leave();
      forgetCopy(idOf());
    };
    part("conflict-title").focus();
  },
});
const preview = livePreview(form, sync);
const idOf = () => form.querySelector("input[name=id]")?.getAttribute("value") ?? "";

/** Says among the states that there is a draft, once saving by itself has made one. */
function showDraft() {
  const states = part("states");
  states.querySelector('[data-kind="unsaved"]')?.remove();
  if (states.querySelector('[data-kind="draft"]')) return;
  const state = document.createElement("span");
  [state.className, state.dataset.kind, state.textContent] = ["state", "draft", states.dataset.draft];
  states.append(state);
}

/* Rich text and its source. */

/** @param {string} format */
function show(format) {
  isRich = format === "rich";
  for (const element of [toolbar, richRoot, part("rich-hint")]) element.hidden = !isRich;
  for (const element of [source, part("content-hint")]) element.hidden = isRich;
  if (isRich) rich.set(source.value);
  for (const radio of form.querySelectorAll("input[name=format]")) {
    if (radio instanceof HTMLInputElement) radio.checked = radio.value === format;
  }
}

let format = form.querySelector("input[name=format]:checked")?.getAttribute("value") ?? "html";
for (const radio of form.querySelectorAll("input[name=format]")) {
  radio.addEventListener("change", async () => {
    sync();
    const next = radio.getAttribute("value") ?? "html";
    if (format === "markdown" && next !== "markdown" && !(await convert())) return show(format);
    format = next;
    show(next);
  });
}

/** Converts Markdown to HTML. @returns whether it could be read */
async function convert() {
  if (source.value.trim() === "") return true;
  const headers = { "content-type": "text/markdown" };
  const answer = await request("/admin/convert?format=markdown", { method: "POST", body: source.value, headers }).catch(
    () => undefined,
  );
  const told = await answer?.json().catch(() => ({}));
  if (!answer?.ok) {
    part("save-state").textContent = (texts.convertFailed ?? "").replace("{}", told?.detail ?? texts.offline);
    return false;
  }
  if (told.title && part("title").value === "") part("title").value = told.title;
  else if (told.title) {
    const heading = document.createElement("h2");
    heading.textContent = told.title;
    told.content_html = `${heading.outerHTML}\n${told.content_html ?? ""}`;
  }
  source.value = told.content_html ?? "";
  return true;
}

form.querySelector("label:has(input[value=rich])")?.removeAttribute("hidden");
for (const element of form.querySelectorAll("[data-needs-script]")) element.removeAttribute("hidden");
growLists(form);

/* What was not saved when the page was left. */

const time = new Intl.DateTimeFormat(form.dataset.language, { dateStyle: "medium", timeStyle: "short" });

/** @param {import("./local-copy.js").Copy} copy @param {string} id */
function bringBack(copy, id) {
  fillFields(form, copy.fields);
  for (const field of form.querySelectorAll("input[name=id]")) field.setAttribute("value", id);
  format = form.querySelector("input[name=format]:checked")?.getAttribute("value") ?? "html";
  show(format);
  tellRestored((texts.restored ?? "").replace("{}", time.format(copy.at)), []);
  saver.markUnsaved();
}

/** @param {string} text @param {[label: string, action: () => void][]} actions */
function tellRestored(text, actions) {
  const notice = part("restored");
  const buttons = actions.map(([label, action]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = () => {
      notice.hidden = true;
      action();
    };
    return button;
  });
  notice.replaceChildren(text, ...buttons.flatMap((button) => [" ", button]));
  notice.hidden = false;
  notice.setAttribute("role", "status");
}

function restore() {
  const isNew = form.dataset.new === "yes";
  const [id, copy] = (isNew && !failedOnServer && findNewCopy()) || [idOf(), findCopy(idOf())];
  if (!copy) return;
  if (digestOf(copy.fields) === digestOf(readFields(form))) return failedOnServer ? undefined : forgetCopy(id);
  const { published, draft } = Object.fromEntries(
    ["published", "draft"].map((name) => [
      name,
      form.querySelector(`input[name=${name}]`)?.getAttribute("value") ?? "",
    ]),
  );
  const isSame = id === idOf() && copy.published === published && copy.draft === draft;
  if (isSame && !failedOnServer) return bringBack(copy, id);
  tellRestored((texts.restoreOffer ?? "").replace("{}", time.format(copy.at)), [
    [texts.restore ?? "", () => bringBack(copy, id)],
    [texts.forget ?? "", () => forgetCopy(id)],
  ]);
}

if (format === "html" && isSimple(source.value)) {
  format = "rich";
  show(format);
} else if (format === "html") part("save-state").textContent = texts.sourceOnly ?? "";
restore();
if (failedOnServer) saver.markUnsaved();
preview.later();

/* Other tabs. */

const channel = new BroadcastChannel("courant-article");
channel.onmessage = ({ data }) => {
  if (data.id !== idOf()) return;
  const notice = part("elsewhere");
  if (data.kind === "open") channel.postMessage({ kind: "here", id: idOf() });
  notice.textContent = data.kind === "saved" ? `${texts.savedElsewhere} ` : texts.elsewhere;
  notice.hidden = false;
  if (data.kind !== "saved" || saver.isDirty()) return;
  const link = document.createElement("a");
  link.href = (form.dataset.edit ?? "") + encodeURIComponent(idOf());
  link.textContent = texts.reload ?? "";
  notice.append(link);
};
channel.postMessage({ kind: "open", id: idOf() });

/* The buttons: what was typed is saved first, so that no answer is needed to keep it. */

form.addEventListener("submit", async (event) => {
  const button = event.submitter;
  sync();
  if (!(button instanceof HTMLButtonElement) || button.id === "show-preview") return;
  event.preventDefault();
  const action = button.value;
  const isEdit = ["save", "publish", "schedule"].includes(action);
  if (isEdit && saver.isDirty()) {
    const outcome = await saver.save();
    if (outcome !== "saved" && outcome !== "failed") return part("save-state").focus();
  }
  saver.leave();
  if (!isEdit) forgetCopy(idOf());
  const field = document.createElement("input");
  [field.type, field.name, field.value] = ["hidden", "action", action];
  form.append(field);
  HTMLFormElement.prototype.submit.call(form);
});

/* Pictures and attachments. */

/** @param {File | undefined} file @param {string} kind */
async function attach(file, kind) {
  const place = part(kind === "picture" ? "picture" : "attachments");
  const sent = file && (await upload(file, place.querySelector("progress")));
  if (!sent) return;
  if (kind === "picture") {
    part("image").value = sent.url;
    showPicture();
    part("image_description").focus();
  } else {
    const item = [...place.querySelectorAll(".item")].at(-1);
    /** @type {Record<string, string | number | undefined>} */
    const values = {
      url: sent.url,
      type: sent.mime_type,
      title: file.name,
      size: sent.size_in_bytes,
      duration: sent.duration_in_seconds,
    };
    for (const [name, value] of Object.entries(values))
      item.querySelector(`[name="attachment_${name}[]"]`).value = value ?? "";
    addItem(place);
  }
  saver.changed();
}

function showPicture() {
  const shown = part("picture-shown");
  const address = part("image").value.trim();
  shown.replaceChildren();
  if (!/^https?:/i.test(address)) return;
  const picture = new Image();
  [picture.src, picture.alt, picture.className] = [address, part("image_description").value, "shown"];
  shown.append(picture);
}

part("image").addEventListener("change", showPicture);
for (const input of form.querySelectorAll("[data-upload]")) {
  input.addEventListener("change", () => {
    if (input instanceof HTMLInputElement) attach(input.files?.[0], input.dataset.upload ?? "");
  });
}
for (const [id, kind] of [
  ["picture", "picture"],
  ["attachments", "attachment"],
]) {
  const place = part(id ?? "");
  place.addEventListener("dragover", (/** @type {DragEvent} */ event) => event.preventDefault());
  place.addEventListener("drop", (/** @type {DragEvent} */ event) => {
    event.preventDefault();
    attach(event.dataTransfer?.files[0], kind ?? "");
  });
}
