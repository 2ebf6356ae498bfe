// The rich text side of the editor: Squire, its toolbar, and the dialogs for links and pictures.

import { upload } from "./attach.js";
import { cleanFragment, storedHtml } from "./rich-html.js";
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
  root.setAttribute("dir", "auto");
  const buttons = [...toolbar.querySelectorAll("button")];
  /** What was put in, and how rich text shows it: as long as that stays the same, nothing was changed. */
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

  /** @param {string} id @returns {any} */
  const part = (id) => document.getElementById(id);

  function openLink() {
    const dialog = part("link-dialog");
    const field = part("link-address");
    field.value = inside("a")?.getAttribute("href") ?? "";
    const range = squire.getSelection().cloneRange();
    const close = () => {
      dialog.close();
      squire.setSelection(range).focus();
    };
    const apply = () => {
      if (!field.reportValidity()) return;
      close();
      const address = field.value.trim();
      if (address === "") squire.removeLink();
      else if (range.collapsed) {
        const link = document.createElement("a");
        link.href = address;
        link.textContent = address;
        squire.insertHTML(link.outerHTML);
      } else squire.makeLink(address);
      onInput();
    };
    connect(dialog, apply, close);
    dialog.querySelector("[data-remove]").onclick = () => {
      close();
      squire.removeLink();
      onInput();
    };
    dialog.showModal();
    field.focus();
  }

  /** @param {File} [dropped] */
  function openPicture(dropped) {
    const dialog = part("picture-dialog");
    const [file, address, alt] = [part("content-picture"), part("picture-address"), part("picture-alt")];
    for (const field of [file, address, alt]) field.value = "";
    const range = squire.getSelection().cloneRange();
    const close = () => {
      dialog.close();
      squire.setSelection(range).focus();
    };
    /** @param {File | undefined} picture */
    const send = async (picture) => {
      const sent = picture && (await upload(picture, dialog.querySelector("progress")));
      if (sent) address.value = sent.url;
      alt.focus();
    };
    file.onchange = () => send(file.files[0]);
    const apply = () => {
      if (address.value.trim() === "" || !address.reportValidity()) return address.focus();
      close();
      squire.insertImage(address.value.trim(), { alt: alt.value.trim() });
      onInput();
    };
    connect(dialog, apply, close);
    dialog.showModal();
    if (dropped) send(dropped);
    else file.focus();
  }

  toolbar.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button) run(button.dataset.command ?? "");
  });
  // The text keeps its selection while a button is pressed.
  toolbar.addEventListener("mousedown", (event) => event.preventDefault());
  moveByArrows(toolbar, buttons);
  root.addEventListener(
    "keydown",
    (event) => {
      const button = buttons.find(({ dataset }) => isKey(event, dataset.keys ?? ""));
      if (event.altKey && event.key === "F10") buttons.find(({ tabIndex }) => tabIndex === 0)?.focus();
      else if (button) run(button.dataset.command ?? "");
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
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

/**
 * Enter in a dialog applies it, except in buttons; Escape closes it.
 * @param {HTMLDialogElement} dialog
 * @param {() => void} apply
 * @param {() => void} close
 */
function connect(dialog, apply, close) {
  const ok = /** @type {HTMLElement} */ (dialog.querySelector("[data-ok]"));
  const cancel = /** @type {HTMLElement} */ (dialog.querySelector("[data-cancel]"));
  ok.onclick = apply;
  cancel.onclick = close;
  dialog.oncancel = (event) => {
    event.preventDefault();
    close();
  };
  dialog.onkeydown = (event) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement) || event.target.type === "file") return;
    event.preventDefault();
    apply();
  };
}

/**
 * Keys count by their place, so that Caps Lock makes no difference.
 * @param {KeyboardEvent} event
 * @param {string} keys such as Mod-Alt-2
 */
function isKey({ ctrlKey, metaKey, altKey, shiftKey, code }, keys) {
  const parts = keys.split("-");
  const last = parts.at(-1) ?? "";
  return (
    (ctrlKey || metaKey) &&
    altKey === parts.includes("Alt") &&
    shiftKey === parts.includes("Shift") &&
    (code === `Key${last}` || code === `Digit${last}`)
  );
}

/**
 * @param {HTMLElement} toolbar
 * @param {HTMLButtonElement[]} buttons
 */
function moveByArrows(toolbar, buttons) {
  toolbar.addEventListener("keydown", (event) => {
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
