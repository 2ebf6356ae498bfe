// The rich text side of the editor: Squire and its toolbar.

import { createDialogs } from "./rich-dialogs.js";
import { cleanFragment, storedHtml } from "./rich-html.js";
import { listenForKeys } from "./rich-keys.js";
import Squire from "./squire.mjs";

/** The elements in which a button of the toolbar is pressed. */
/** @type {Record<string, string>} */
const pressed = {
  bold: "b, strong",
  italic: "i, em",
  link: "a",
  h2: "h2",
  h3: "h3",
  ul: "ul",
  ol: "ol",
  quote: "blockquote",
  code: "code, pre",
};

/**
 * @param {HTMLElement} root
 * @param {HTMLElement} toolbar
 * @param {() => void} onInput called after each change
 */
export function createRich(root, toolbar, onInput) {
  const squire = new Squire(root, { blockTag: "P", sanitizeToDOMFragment: cleanFragment, addLinks: false });
  root.setAttribute("role", "textbox");
  root.setAttribute("aria-multiline", "true");
  root.setAttribute("aria-labelledby", "content-label");
  root.setAttribute("aria-describedby", "rich-hint");
  root.setAttribute("dir", "auto");
  const buttons = [...toolbar.querySelectorAll("button")];
  /** The text that was put in, and how rich text shows it: as long as that stays the same, nothing was changed. */
  let given = "";
  let shown = "";

  squire.addEventListener("input", onInput);
  for (const event of ["pathChange", "select", "cursor"]) squire.addEventListener(event, showState);

  /** @param {string} selector */
  function inside(selector) {
    const { startContainer } = squire.getSelection();
    const element = startContainer instanceof Element ? startContainer : startContainer.parentElement;
    const found = element?.closest(selector);
    return found && found !== root && root.contains(found) ? found : undefined;
  }

  function showState() {
    for (const button of buttons) {
      const selector = pressed[button.dataset.command ?? ""];
      if (selector !== undefined) button.setAttribute("aria-pressed", String(inside(selector) !== undefined));
    }
  }

  /** @param {string} tag */
  function setBlock(tag) {
    const wanted = inside(tag) ? "p" : tag;
    /** @type {HTMLElement[]} */
    const blocks = [];
    squire.forEachBlock((block) => void blocks.push(block), false);
    const range = squire.getSelection();
    squire.saveUndoState(range);
    const { startContainer, startOffset, endContainer, endOffset } = range;
    /** @type {Map<Node, Node>} */
    const replaced = new Map();
    squire.modifyDocument(() => {
      for (const block of blocks) {
        if (block.parentElement?.tagName === "LI" || block.tagName === "LI" || block.tagName === "PRE") continue;
        const other = document.createElement(wanted);
        other.append(...block.childNodes);
        block.replaceWith(other);
        replaced.set(block, other);
      }
    });
    range.setStart(replaced.get(startContainer) ?? startContainer, startOffset);
    range.setEnd(replaced.get(endContainer) ?? endContainer, endOffset);
    squire.setSelection(range);
  }

  const { openLink, openPicture } = createDialogs(squire, inside, onInput);

  /** @type {Record<string, () => void>} */
  const commands = {
    bold: () => (inside("b, strong") ? squire.removeBold() : squire.bold()),
    italic: () => (inside("i, em") ? squire.removeItalic() : squire.italic()),
    h2: () => setBlock("h2"),
    h3: () => setBlock("h3"),
    ul: () => (inside("ul") ? squire.removeList() : squire.makeUnorderedList()),
    ol: () => (inside("ol") ? squire.removeList() : squire.makeOrderedList()),
    quote: () => (inside("blockquote") ? squire.decreaseQuoteLevel() : squire.increaseQuoteLevel()),
    code: () => squire.toggleCode(),
    undo: () => squire.undo(),
    redo: () => squire.redo(),
    link: openLink,
    picture: () => openPicture(),
  };

  /** @param {string} name */
  function run(name) {
    commands[name]?.();
    if (name !== "link" && name !== "picture") {
      squire.focus();
      onInput();
    }
    showState();
  }

  toolbar.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) run(button.dataset.command ?? "");
  });
  // The text keeps its selection while a button is pressed.
  toolbar.addEventListener("mousedown", (event) => event.preventDefault());
  listenForKeys(root, toolbar, run);
  for (const kind of /** @type {const} */ (["drop", "paste"])) {
    root.addEventListener(
      kind,
      (event) => {
        const data =
          event instanceof DragEvent
            ? event.dataTransfer
            : event instanceof ClipboardEvent
              ? event.clipboardData
              : null;
        const picture = [...(data?.files ?? [])].find(({ type }) => type.startsWith("image/"));
        if (!picture) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        openPicture(picture);
      },
      true,
    );
  }

  return {
    /** @returns the HTML that is stored; what was put in, if nothing was changed since */
    html() {
      const html = storedHtml(squire.getHTML());
      return html === shown ? given : html;
    },
    /** @param {string} html */
    set(html) {
      squire.setHTML(html);
      [given, shown] = [html, storedHtml(squire.getHTML())];
    },
    focus: () => void squire.focus(),
  };
}
