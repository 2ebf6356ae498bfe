// The script of all pages of the dashboard. Every page works without it.

import "./tables.js";

/** The path before every path of the service. */
export const root = metaOf("root");

/** The headers of writes, which no other site can send. */
export let csrf = metaOf("csrf");

/** Takes over the session that began in another tab. @param {string} text what its writes carry */
export function renewCsrf(text) {
  csrf = text;
  for (const field of document.querySelectorAll('input[name="csrf"]')) field.setAttribute("value", text);
}

/** @param {string} name */
function metaOf(name) {
  return document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
}

/**
 * Calls the service with the session of this browser.
 * @param {string} path below the root, such as /admin/articles
 * @param {RequestInit} options
 * @returns {Promise<Response>} the answer, whatever its status
 */
export function request(path, options = {}) {
  const headers = new Headers(options.headers);
  headers.set("x-csrf-token", csrf);
  return fetch(root + path, { ...options, headers, credentials: "same-origin" });
}

/**
 * Tells people, and screen readers, what has happened.
 * @param {string} text
 */
export function say(text) {
  const said = document.getElementById("said");
  if (!said) return;
  const paragraph = document.createElement("p");
  paragraph.textContent = text;
  said.replaceChildren(...(text === "" ? [] : [paragraph]));
}

/** The menu is closed at first where it would push the page down. */
const menu = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".navigation > details"));
const narrow = matchMedia("(max-width: 48rem)");
const fitMenu = () => {
  if (menu) menu.open = !narrow.matches;
};
narrow.addEventListener("change", fitMenu);
fitMenu();

/** A menu that lies over the page closes with Escape, and with a click beside it. */
document.addEventListener("keydown", ({ key }) => {
  const open =
    key === "Escape" && /** @type {HTMLDetailsElement | null} */ (document.querySelector(".account details[open]"));
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
});
document.addEventListener("click", ({ target }) => {
  const open = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".account details[open]"));
  if (open && target instanceof Node && !open.contains(target)) open.open = false;
});
