// The fields of the editor: lists that grow, and what was typed as a list of names and values.

/** @typedef {[name: string, value: string][]} Fields */

const ownNames = new Set(["csrf", "published", "draft", "action"]);

/**
 * Returns what was typed, without what belongs to the page itself. Empty fields of lists keep the others in their places.
 * @param {HTMLFormElement} form
 * @returns {Fields}
 */
export function readFields(form) {
  return [...new FormData(form)].flatMap(([name, value]) => {
    const isTyped = typeof value === "string" && !ownNames.has(name) && (value !== "" || name.endsWith("[]"));
    return isTyped ? [/** @type {[string, string]} */ ([name, value.replace(/\r\n?/g, "\n")])] : [];
  });
}

/** Returns a text that is the same for the same fields, however many empty ones there are. @param {Fields} fields */
export function digestOf(fields) {
  return JSON.stringify(fields.filter(([name, value]) => value !== "" && name !== "format"));
}

/**
 * Puts what was typed before into the fields again.
 * @param {HTMLFormElement} form
 * @param {Fields} fields
 */
export function fillFields(form, fields) {
  /** @type {Map<string, string[]>} */
  const values = new Map();
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value]);
  for (const list of form.querySelectorAll("[data-list]")) {
    const names = [...list.querySelectorAll("input[name]")].map((input) => input.getAttribute("name") ?? "");
    const most = Math.max(...names.map((name) => values.get(name)?.length ?? 0));
    while (list.querySelectorAll(".item").length <= most) addItem(list);
  }
  /** @type {Map<string, number>} */
  const seen = new Map();
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || field.name === "") continue;
    if (ownNames.has(field.name) || field.type === "file") continue;
    if (field instanceof HTMLInputElement && field.type === "radio") {
      field.checked = values.get(field.name)?.[0] === field.value;
      continue;
    }
    const index = seen.get(field.name) ?? 0;
    seen.set(field.name, index + 1);
    field.value = values.get(field.name)?.[index] ?? "";
  }
}

/** @param {Element} list @returns {Element | undefined} the new item, with empty fields */
export function addItem(list) {
  const last = [...list.querySelectorAll(".item")].at(-1);
  const copy = /** @type {Element | undefined} */ (last?.cloneNode(true));
  for (const input of copy?.querySelectorAll("input") ?? []) {
    input.value = "";
    input.removeAttribute("value");
  }
  if (copy) last?.after(copy);
  return copy;
}

/** Lets each list have an empty item at its end. @param {HTMLFormElement} form */
export function growLists(form) {
  form.addEventListener("input", ({ target }) => {
    const item = target instanceof HTMLInputElement ? target.closest(".item") : null;
    const list = item?.closest("[data-list]");
    if (!item || !list || list.querySelector(".item:last-of-type") !== item) return;
    if ([...item.querySelectorAll("input")].some(({ value }) => value !== "")) addItem(list);
  });
}
