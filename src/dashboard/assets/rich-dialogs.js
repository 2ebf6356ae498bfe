// The dialogs of the rich text side: for links and for pictures.

import { upload } from "./attach.js";

/** @param {string} id @returns {any} */
const part = (id) => document.getElementById(id);

/**
 * Creates what opens the dialogs. A dialog that closes gives the text its selection and the focus back.
 * @param {any} squire
 * @param {(selector: string) => Element | undefined} inside finds what the selection is in
 * @param {() => void} onInput called after each change
 */
export function createDialogs(squire, inside, onInput) {
  /** @param {HTMLDialogElement} dialog @returns {[range: Range, close: () => void]} */
  function begin(dialog) {
    const range = squire.getSelection().cloneRange();
    const close = () => {
      dialog.close();
      squire.setSelection(range).focus();
    };
    return [range, close];
  }

  function openLink() {
    const dialog = part("link-dialog");
    const field = part("link-address");
    const former = inside("a");
    field.value = former?.getAttribute("href") ?? "";
    const [range, close] = begin(dialog);
    const apply = () => {
      if (!field.reportValidity()) return;
      close();
      const address = field.value.trim();
      if (address === "") squire.removeLink();
      else if (range.collapsed && former) former.setAttribute("href", address);
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
    const [, close] = begin(dialog);
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

  return { openLink, openPicture };
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
