// The list of articles: one box chooses all, and a line says how many are chosen.
import "./suggest.js";

const all = /** @type {HTMLInputElement | null} */ (document.getElementById("choose-all"));
/** @type {HTMLInputElement[]} */
const boxes = [...document.querySelectorAll("input[name='chosen[]']")].filter(
  (each) => each instanceof HTMLInputElement,
);
const line = document.getElementById("chosen");
const actions = /** @type {HTMLDetailsElement | null} */ (document.getElementById("bulk-actions"));
/** Where the actions would hide the list, people open them themselves. */
const isWide = matchMedia("(min-width: 48rem)");

function count() {
  const chosen = boxes.filter(({ checked }) => checked).length;
  if (all) {
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
  }
  if (!line) return;
  if (actions && isWide.matches) actions.open = chosen > 0;
  line.textContent =
    chosen === 0 ? "" : ((chosen === 1 ? line.dataset.one : line.dataset.many) ?? "").replace("{}", String(chosen));
}

all?.addEventListener("change", () => {
  for (const box of boxes) box.checked = all.checked;
  count();
});
for (const box of boxes) box.addEventListener("change", count);
if (boxes.length > 0) count();
