// Saves the article of the editor by itself: in this browser at each pause, and as a draft of the service some seconds later.

import { texts } from "./attach.js";
import { renewCsrf, request, root } from "./dashboard.js";
import { digestOf, readFields } from "./fields.js";
import { forgetCopy, keepCopy } from "./local-copy.js";

const pauseMs = 300;
const saveMs = 3000;
const longestMs = 15_000;
const mostRetryMs = 30_000;

/** @typedef {"saved" | "offline" | "signedOut" | "conflict" | "failed"} Outcome */
/** @typedef {{ published: string, draft: string }} Revisions */

/**
 * @param {HTMLFormElement} form
 * @param {{
 *   sync: () => void,
 *   onConflict: (section: string, revisions: Revisions) => void,
 *   onSaved: (revisions: Revisions & { edit: string }) => void,
 * }} options `sync` writes the rich text into the form
 */
export function createSaver(form, { sync, onConflict, onSaved }) {
  const state = /** @type {HTMLElement} */ (document.getElementById("save-state"));
  const clock = new Intl.DateTimeFormat(form.dataset.language, { timeStyle: "short" });
  let saved = digestOf(readFields(form));
  let firstChange = 0;
  let retryMs = saveMs;
  let isStopped = false;
  let pauseTimer = 0;
  let saveTimer = 0;
  /** The state that was sent without an answer: the service may have it. @type {string | undefined} */
  let unanswered;
  /** @type {Promise<Outcome> | undefined} */
  let saving;

  /** @param {string} name @returns {HTMLInputElement} */
  const hidden = (name) => /** @type {HTMLInputElement} */ (form.querySelector(`input[type="hidden"][name="${name}"]`));
  const isDirty = () => digestOf(readFields(form)) !== saved;

  /** @param {string} text */
  function tell(text) {
    if (state.textContent !== text) state.textContent = text;
  }

  function keep() {
    clearTimeout(pauseTimer);
    if (isStopped) return;
    sync();
    if (!isDirty()) return forgetCopy(hidden("id").value);
    const { published, draft } = revisions();
    const isNew = form.dataset.new === "yes";
    const isKept = keepCopy(hidden("id").value, { fields: readFields(form), published, draft, isNew, at: Date.now() });
    if (!isKept) tell(texts.full ?? "");
  }

  function revisions() {
    return { published: hidden("published").value, draft: hidden("draft").value };
  }

  /** @param {Revisions} next */
  function adopt({ published, draft }) {
    hidden("published").value = published;
    hidden("draft").value = draft;
  }

  /** @returns {Promise<Outcome>} */
  function save() {
    clearTimeout(saveTimer);
    saving ??= send().finally(() => {
      saving = undefined;
      if (isDirty() && !isStopped && saveTimer === 0) later(retryMs);
    });
    return saving;
  }

  /** @param {number} ms */
  function later(ms) {
    clearTimeout(saveTimer);
    saveTimer = setTimeout(() => {
      saveTimer = 0;
      save();
    }, ms);
  }

  /** @param {boolean} [isRepeated] @returns {Promise<Outcome>} */
  async function send(isRepeated = false) {
    sync();
    const fields = readFields(form);
    const sent = digestOf(fields);
    const body = new URLSearchParams([
      ...fields,
      ["action", "autosave"],
      ...Object.entries(revisions()),
      ["csrf", hidden("csrf").value],
    ]);
    const headers = { accept: "application/json" };
    const address = (form.getAttribute("action") ?? "").slice(root.length);
    /** @type {Response} */
    let answer;
    try {
      answer = await request(address, { method: "POST", body, headers });
    } catch {
      unanswered = sent;
      return failed("offline");
    }
    const told = await answer.json().catch(() => ({}));
    if (answer.ok) {
      adopt(told);
      [saved, unanswered, firstChange, retryMs] = [sent, undefined, 0, saveMs];
      keep();
      tell((texts.saved ?? "").replace("{}", clock.format(told.at ? new Date(told.at) : new Date())));
      form.dataset.new = "";
      onSaved(told);
      return "saved";
    }
    if (answer.status === 412 && !isRepeated && unanswered !== undefined && (await isOwn(unanswered))) {
      adopt(told);
      return send(true);
    }
    if (answer.status === 412) {
      isStopped = true;
      tell("");
      onConflict(told.conflict, told);
      return "conflict";
    }
    if (answer.status === 401 || told.code === "SESSION_REFUSED") {
      if (!isRepeated && (await renewSession())) return send(true);
      return failed("signedOut");
    }
    if (answer.status >= 500) {
      unanswered = sent;
      return failed("offline");
    }
    return failed("failed", told.detail);
  }

  /** @param {"offline" | "signedOut" | "failed"} outcome @param {string} [reason] @returns {Outcome} */
  function failed(outcome, reason = "") {
    tell((texts[outcome] ?? "").replace("{}", reason));
    retryMs = outcome === "offline" ? Math.min(retryMs * 1.5, mostRetryMs) : saveMs;
    keep();
    return outcome;
  }

  /** Tells whether the stored draft is what was sent from here, although its answer was lost. @param {string} digest */
  async function isOwn(digest) {
    const id = encodeURIComponent(hidden("id").value);
    const answer = await request(`/admin/articles/${id}/draft`).catch(() => undefined);
    if (!answer?.ok) return false;
    const draft = await answer.json();
    const sent = new Map(/** @type {[string, string][]} */ (JSON.parse(digest)));
    const words = (/** @type {string} */ html) =>
      (new DOMParser().parseFromString(html, "text/html").body.textContent ?? "").replace(/\s+/g, "");
    return (
      (draft.title ?? "") === (sent.get("title") ?? "").trim() &&
      words(draft.content_html ?? "") === words(sent.get("content") ?? "")
    );
  }

  /** Takes over the session that began in another tab. */
  async function renewSession() {
    const answer = await request("/admin/sessions/current").catch(() => undefined);
    if (!answer?.ok) return false;
    const { csrf } = await answer.json();
    renewCsrf(csrf);
    return true;
  }

  form.addEventListener("input", changed);
  function changed() {
    clearTimeout(pauseTimer);
    pauseTimer = setTimeout(pause, pauseMs);
  }

  function pause() {
    keep();
    if (isStopped || !isDirty()) return;
    firstChange ||= Date.now();
    tell(texts.unsaved ?? "");
    if (!saving) later(Math.max(0, Math.min(saveMs, firstChange + longestMs - Date.now())));
  }

  window.addEventListener("online", () => {
    if (isDirty() && !isStopped) save();
  });
  document.addEventListener("visibilitychange", () => {
    keep();
    if (document.visibilityState === "visible" && isDirty() && !isStopped) save();
  });
  window.addEventListener("pagehide", keep);
  window.addEventListener("beforeunload", (event) => {
    if (isStopped || !isDirty()) return;
    keep();
    event.preventDefault();
  });

  return {
    changed,
    save,
    isDirty,
    /** Everything that is typed from now on is for this version. @param {Revisions} next */
    goOn(next) {
      adopt(next);
      isStopped = false;
      save();
    },
    /** The page is left on purpose. */
    leave() {
      isStopped = true;
      clearTimeout(saveTimer);
      clearTimeout(pauseTimer);
    },
    /** The state of the form is not saved anywhere. */
    markUnsaved() {
      saved = "";
      changed();
    },
  };
}
