// Copies a text that is shown to be passed on.
import { say } from "./dashboard.js";

for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-copies]"))) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies ?? "");
    if (!(text instanceof HTMLTextAreaElement || text instanceof HTMLInputElement)) return;
    text.select();
    await navigator.clipboard.writeText(text.value).catch(() => document.execCommand("copy"));
    say(button.dataset.copied ?? "");
  });
}
