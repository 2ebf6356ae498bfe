// The keys of the rich text side: those of the toolbar's commands, and the way to the toolbar and back.

/**
 * Lets the keys of the toolbar's buttons work in the text. Squire listens at the text as well, and was there first; at the
 * window, an event comes before it.
 * @param {HTMLElement} root
 * @param {HTMLElement} toolbar
 * @param {(command: string) => void} run
 */
export function listenForKeys(root, toolbar, run) {
  const buttons = [...toolbar.querySelectorAll("button")];
  window.addEventListener(
    "keydown",
    (event) => {
      if (!(event.target instanceof Node) || !root.contains(event.target) || event.isComposing) return;
      const button = buttons.find(({ dataset }) => isKey(event, dataset.keys ?? ""));
      if (event.altKey && event.key === "F10") buttons.find(({ tabIndex }) => tabIndex === 0)?.focus();
      else if (button) run(button.dataset.command ?? "");
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  moveByArrows(root, toolbar, buttons);
}

/**
 * Letters and digits count by their place, so that Caps Lock makes no difference. AltGr, which some systems tell as Ctrl and
 * Alt, writes characters.
 * @param {KeyboardEvent} event
 * @param {string} keys such as Mod-Alt-2
 */
function isKey(event, keys) {
  const { ctrlKey, metaKey, altKey, shiftKey, code, key } = event;
  const parts = keys.split("-");
  const last = parts.at(-1) ?? "";
  return (
    (ctrlKey || metaKey) &&
    !event.getModifierState("AltGraph") &&
    altKey === parts.includes("Alt") &&
    shiftKey === parts.includes("Shift") &&
    (code === `Key${last}` || code === `Digit${last}` || key === last)
  );
}

/**
 * Arrow keys move in the toolbar, and Escape leads back to the text (ARIA Authoring Practices, toolbar).
 * @param {HTMLElement} root
 * @param {HTMLElement} toolbar
 * @param {HTMLButtonElement[]} buttons
 */
function moveByArrows(root, toolbar, buttons) {
  toolbar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return root.focus();
    const at = buttons.findIndex((button) => button.matches(":focus"));
    const last = buttons.length - 1;
    /** @type {Record<string, number>} */
    const targets = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at === 0 ? last : at - 1, Home: 0, End: last };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    for (const [index, button] of buttons.entries()) button.tabIndex = index === target ? 0 : -1;
    buttons[target]?.focus();
  });
}
