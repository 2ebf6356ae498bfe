// The live preview: the service renders what is typed, and the page shows it.
import { request } from "./dashboard.js";

const pauseMs = 1500;

/**
 * @param {HTMLFormElement} form
 * @param {() => void} sync writes the rich text into the form
 */
export function livePreview(form, sync) {
  const section = /** @type {HTMLElement} */ (document.getElementById("preview"));
  const parts = /** @type {HTMLElement} */ (document.getElementById("preview-parts"));
  let timer = 0;
  let number = 0;

  async function render(withLinks = false) {
    sync();
    const current = ++number;
    const fields = [...new FormData(form)].flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    );
    const body = new URLSearchParams(fields);
    const path = `/dashboard/articles/preview?part=yes${withLinks ? "&links=yes" : ""}`;
    const answer = await request(path, { method: "POST", body, headers: { accept: "text/html" } }).catch(
      () => undefined,
    );
    const html = answer?.ok && !answer.redirected ? await answer.text() : "";
    if (current !== number || html === "") return;
    const open = [...parts.querySelectorAll("details")].map((details) => details.open);
    // The frame is a new one each time, so that the history of the page stays as it is.
    parts.innerHTML = html;
    for (const [index, details] of parts.querySelectorAll("details").entries()) details.open = open[index] ?? false;
    section.hidden = false;
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(render, pauseMs);
  }

  form.addEventListener("input", later);
  document.getElementById("check-links")?.addEventListener("click", () => render(true));
  return { later };
}
