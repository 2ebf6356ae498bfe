// Uploads pictures, sound and film from the page of media: several at once, by drop, with progress.

import { say } from "./dashboard.js";
import { acceptDrops, detailOf, pickedFiles, send } from "./upload.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.upload"));
const input = /** @type {HTMLInputElement | null} */ (form?.querySelector("input[type=file]") ?? null);
const list = document.getElementById("uploads");

if (form && input && list) {
  const texts = form.dataset;
  input.multiple = true;
  const drop = form.querySelector(".drop-hint");
  if (drop) drop.removeAttribute("hidden");
  form.classList.add("drop");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void uploadAll(pickedFiles(input));
  });
  acceptDrops(form, (files) => void uploadAll(files));

  /** @param {import("./upload.js").PickedFile[]} files */
  async function uploadAll(files) {
    let done = 0;
    list?.replaceChildren();
    for (const { file } of files) if (await uploadOne(file)) done += 1;
    say(`${done === 1 ? texts.one : (texts.many ?? "").replace("{count}", String(done))}`);
    form?.reset();
    await showNew();
    input?.focus();
  }

  /** @param {File} file */
  async function uploadOne(file) {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = file.name;
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", file.name);
    bar.value = 0;
    item.append(name, " ", bar);
    list?.append(item);
    const { status, text } = await send(`/admin/media?${new URLSearchParams({ name: file.name })}`, file, {
      onSent: (part) => {
        bar.value = part;
      },
    });
    const isKept = status === 200 || status === 201;
    if (isKept) item.remove();
    else {
      const reason = document.createElement("strong");
      reason.className = "mistake";
      reason.dir = "auto";
      reason.textContent = detailOf(text, texts.failed ?? "");
      bar.replaceWith(reason);
    }
    return isKept;
  }

  /** Shows the files as they are now, without a new page. */
  async function showNew() {
    const answer = await fetch(location.href);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [gallery, now] = [document.getElementById("gallery"), page.getElementById("gallery")];
    if (gallery && now) gallery.replaceWith(document.adoptNode(now));
  }
}
