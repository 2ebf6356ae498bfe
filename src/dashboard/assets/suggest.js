// Fields with data-facet suggest the values that articles have, by what is typed.
import { request } from "./dashboard.js";

const pauseMs = 200;

/** @param {HTMLInputElement} field */
function suggest(field) {
  const list = field.list;
  const facet = field.dataset.facet ?? "";
  let timer = 0;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const prefix = field.value.trim();
      const answer = await request(`/admin/values?${new URLSearchParams({ facet, prefix, limit: "20" })}`).catch(
        () => undefined,
      );
      if (!answer?.ok || !list || field.value.trim() !== prefix) return;
      /** @type {{ values: string[] }} */
      const { values } = await answer.json();
      list.replaceChildren(...values.map((value) => new Option("", value)));
    }, pauseMs);
  });
}

/** @type {NodeListOf<HTMLInputElement>} */
const fields = document.querySelectorAll("input[data-facet]");
for (const field of fields) suggest(field);
