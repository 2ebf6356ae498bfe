// Imports files and folders one after another, and shows what becomes of them while it happens.

import { say } from "./dashboard.js";
import { findLinks } from "./folder-links.js";
import { acceptDrops, detailOf, pickedFiles, send } from "./upload.js";

/** @typedef {{ where: string, outcome: string, reason?: string, note?: string, error?: { detail: string } }} Outcome */
/** @typedef {{ total?: Record<string, number>, articles?: Outcome[], formerFeeds?: string[], error?: { detail: string } }} ReportLine */

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.import"));
const report = document.getElementById("report");
const maxShownRows = 500;

if (form && report) enhance(form, report);

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} report
 */
function enhance(form, report) {
  const texts = form.dataset;
  const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("file"));
  const folder = /** @type {HTMLInputElement} */ (document.getElementById("folder"));
  const address = /** @type {HTMLInputElement} */ (form.elements.namedItem("address"));
  const bar = /** @type {HTMLProgressElement} */ (document.getElementById("progress"));
  const progressText = /** @type {HTMLElement} */ (document.getElementById("progress-text"));
  const rows = /** @type {HTMLTableSectionElement} */ (report.querySelector("tbody"));
  const feeds = /** @type {HTMLElement} */ (document.getElementById("former-feeds"));
  /** @type {Record<string, string>} */
  const words = {};
  for (const count of report.querySelectorAll("[data-count]")) {
    words[count.getAttribute("data-count") ?? ""] = count.previousElementSibling?.textContent ?? "";
  }
  let isRunning = false;
  /** The addresses of the files to which a file links, by its path. @type {Map<string, Record<string, string>>} */
  const links = new Map();

  input.multiple = true;
  folder.webkitdirectory = true;
  form.querySelector(".folder")?.removeAttribute("hidden");
  form.querySelector(".drop-hint")?.removeAttribute("hidden");
  form.classList.add("drop");
  acceptDrops(form, (files) => void importAll(files));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void importAll([...pickedFiles(input), ...pickedFiles(folder)]);
  });

  /** @param {import("./upload.js").PickedFile[]} picked */
  async function importAll(picked) {
    if (isRunning) return;
    const endings = (texts.endings ?? "").split(" ");
    // A file that was picked by itself is imported whatever its name is.
    const files = picked.filter(
      ({ path }) => !path.includes("/") || endings.some((end) => path.toLowerCase().endsWith(end)),
    );
    const inputs = address.value.trim() === "" ? files : [undefined, ...files];
    if (inputs.length === 0) return say(texts.nothing ?? "");
    isRunning = true;
    begin();
    for (const [path, pages] of await findLinks(files, sourceOf)) links.set(path, pages);
    /** @type {Record<string, number>} */
    const before = {};
    for (const [index, one] of inputs.entries()) {
      const name = one?.path ?? address.value.trim();
      progressText.textContent = (texts.running ?? "")
        .replace("{name}", () => name)
        .replace("{number}", String(index + 1))
        .replace("{count}", String(inputs.length));
      const total = await importOne(one, before, (part) => {
        bar.value = (index + part) / inputs.length;
      });
      for (const [key, count] of Object.entries(total)) before[key] = (before[key] ?? 0) + count;
    }
    links.clear();
    const ignored = picked.length - files.length;
    progressText.textContent = ignored > 0 ? (texts.ignored ?? "").replace("{count}", String(ignored)) : "";
    bar.hidden = true;
    isRunning = false;
    form.reset();
    say(texts.done ?? "");
    document.getElementById("report-title")?.focus();
  }

  function begin() {
    say("");
    rows.replaceChildren();
    feeds.hidden = true;
    feeds.querySelector("ul")?.replaceChildren();
    report.hidden = false;
    bar.hidden = false;
    bar.value = 0;
    showCounts({}, {});
  }

  /**
   * @param {import("./upload.js").PickedFile | undefined} one undefined for the address
   * @param {Record<string, number>} before the counts of the inputs before
   * @param {(part: number) => void} onProgress
   * @returns {Promise<Record<string, number>>} the counts of this input
   */
  async function importOne(one, before, onProgress) {
    /** @type {Record<string, number>} */
    let total = {};
    let read = 0;
    let isDone = false;
    /** @param {string} text the answer so far */
    const onText = (text) => {
      const end = text.lastIndexOf("\n") + 1;
      for (const line of text.slice(read, end).split("\n").filter(Boolean)) {
        /** @type {ReportLine & { done?: boolean }} */
        const part = JSON.parse(line);
        total = part.total ?? total;
        isDone ||= part.done !== undefined;
        showCounts(before, total);
        for (const article of part.articles ?? []) showOutcome(article);
        for (const feed of part.formerFeeds ?? []) showFeed(feed);
        if (part.error) showOutcome({ where: nameOf(one), outcome: "rejected", error: part.error });
      }
      read = Math.max(read, end);
    };
    const { status, text } = await send(`/admin/import?${queryOf(one)}`, one?.file ?? null, {
      accept: "application/x-ndjson",
      onSent: (part) => onProgress(part * 0.9),
      onText: (answer) => {
        if (!answer.startsWith('{"type"')) onText(answer);
      },
    });
    if (status === 200) onText(text);
    if (!isDone) {
      const detail = status === 200 ? (texts.broken ?? "") : detailOf(text, texts.broken ?? "");
      showOutcome({ where: nameOf(one), outcome: "rejected", error: { detail } });
    }
    onProgress(1);
    return total;
  }

  /** @param {import("./upload.js").PickedFile | undefined} one */
  function nameOf(one) {
    return one?.path ?? address.value.trim();
  }

  /** @param {string} folder @returns {string} the origin of its files: what was typed, else its name */
  function sourceOf(folder) {
    const field = /** @type {HTMLInputElement} */ (form?.elements.namedItem("source"));
    return field.value.trim() || folder;
  }

  /** @param {import("./upload.js").PickedFile | undefined} one */
  function queryOf(one) {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(/** @type {HTMLFormElement} */ (form))) {
      if (typeof value !== "string" || value.trim() === "" || ["csrf", "tag", "address"].includes(name)) continue;
      query.set(name, value.trim());
    }
    const tags = /** @type {HTMLInputElement} */ (/** @type {HTMLFormElement} */ (form).elements.namedItem("tag"))
      .value;
    for (const tag of tags.split(",")) if (tag.trim() !== "") query.append("tag", tag.trim());
    if (!one) query.set("address", address.value.trim());
    else {
      const [root = "", ...within] = one.path.split("/");
      query.set("name", within.length > 0 ? within.join("/") : root);
      if (within.length > 0) query.set("source", sourceOf(root));
      const pages = links.get(one.path);
      if (pages) query.set("pages", JSON.stringify(pages));
    }
    return query;
  }

  /**
   * @param {Record<string, number>} before
   * @param {Record<string, number>} total
   */
  function showCounts(before, total) {
    for (const element of report.querySelectorAll("[data-count]")) {
      const name = element.getAttribute("data-count") ?? "";
      element.textContent = ((before[name] ?? 0) + (total[name] ?? 0)).toLocaleString(document.documentElement.lang);
    }
  }

  /** @param {Outcome} article */
  function showOutcome({ where, outcome, error, reason, note }) {
    if (rows.rows.length >= maxShownRows) return;
    const row = rows.insertRow();
    const heading = document.createElement("th");
    heading.scope = "row";
    heading.dir = "auto";
    heading.textContent = where;
    row.append(heading);
    row.insertCell().textContent = words[outcome] ?? outcome;
    const cell = row.insertCell();
    cell.dir = "auto";
    cell.textContent = error?.detail ?? reason ?? note ?? "";
  }

  /** @param {string} feed */
  function showFeed(feed) {
    feeds.hidden = false;
    const item = document.createElement("li");
    item.textContent = feed;
    feeds.querySelector("ul")?.append(item);
  }
}
