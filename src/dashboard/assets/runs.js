// Follows a run while it goes on, on the page of the run and on every page with a form that starts one.
import { request, root, say } from "./dashboard.js";

/**
 * @typedef {{ what: string, outcome: string, changed: number, durationMs: number, error?: string }} Made
 * @typedef {{ id: string, state: string, progress: { done: number, total: number }, made: Made[] }} Run
 */

/** @param {string} id @param {HTMLElement} place */
function follow(id, place) {
  const bar = place.querySelector("progress");
  const count = place.querySelector(".count");
  const list = place.querySelector(".made");
  const { isFinished, address } = { isFinished: place.dataset.finished ?? "", address: `${root}/dashboard/runs/${id}` };
  place.hidden = false;
  /** @param {{ done: number, total: number }} progress */
  const show = ({ done, total }) => {
    if (bar && total > 0) {
      bar.max = total;
      bar.value = done;
    }
    if (count) count.textContent = total > 0 ? `${done} / ${total}` : "";
  };
  /** @param {Made} made */
  const add = ({ what, outcome, error }) => {
    const item = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = what;
    item.append(name, ` ${place.dataset[outcome] ?? outcome}${error ? `: ${error}` : ""}`);
    item.className = outcome;
    list?.prepend(item);
    while (list && list.children.length > 50) list.lastElementChild?.remove();
  };
  let shown = 0;
  /** Adds what was made before the events began. @param {Made[]} made */
  const catchUp = (made) => {
    for (const each of made.slice(shown)) add(each);
    shown = Math.max(shown, made.length);
  };
  const events = new EventSource(`${root}/admin/runs/${encodeURIComponent(id)}/events`);
  events.addEventListener("made", ({ data }) => {
    shown += 1;
    add(JSON.parse(data));
  });
  events.addEventListener("progress", ({ data }) => show(JSON.parse(data)));
  events.addEventListener("run", ({ data }) => {
    const run = /** @type {Run} */ (JSON.parse(data));
    show(run.progress);
    catchUp(run.made);
    if (run.state !== "done" && run.state !== "failed") return;
    events.close();
    if (place.dataset.reload === "yes") return location.reload();
    if (bar) bar.value = bar.max;
    say(run.state === "done" ? isFinished : (place.dataset.failedRun ?? ""));
    const link = place.querySelector("a");
    if (link) {
      link.href = address;
      link.hidden = false;
      link.focus();
    }
    for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (
      document.querySelectorAll("form[data-regenerate] button")
    )) {
      button.disabled = false;
    }
  });
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) say(place.dataset.lost ?? "");
  };
}

/** @param {HTMLElement} place */
function clear(place) {
  place.querySelector(".made")?.replaceChildren();
  const link = place.querySelector("a");
  if (link) link.hidden = true;
  const bar = place.querySelector("progress");
  bar?.removeAttribute("value");
}

const place = /** @type {HTMLElement | null} */ (document.getElementById("run-progress"));
if (place?.dataset.run) follow(place.dataset.run, place);

for (const form of /** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-regenerate]"))) {
  form.addEventListener("submit", async (event) => {
    if (!place) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const channel = data.get("channel");
    const body = { ...(channel && { channels: [channel] }), force: data.get("force") === "yes" };
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    clear(place);
    const answer = await request("/admin/regenerate", {
      method: "POST",
      headers: { "content-type": "application/json", prefer: "respond-async" },
      body: JSON.stringify(body),
    }).catch(() => undefined);
    const value = await answer?.json().catch(() => undefined);
    if (answer?.ok) {
      say(place.dataset.began ?? "");
      place.scrollIntoView({ block: "nearest" });
      follow(value.id, place);
      return;
    }
    for (const button of form.querySelectorAll("button")) button.disabled = false;
    say(value?.detail ?? place.dataset.lost ?? "");
  });
}
