// Sends files to the service, and shows how far they are.

import { csrf, root } from "./dashboard.js";

/** @typedef {{ file: File, path: string }} PickedFile a file, and its path from the folder that was picked */

/**
 * Sends a body to the admin API.
 * @param {string} path below the root
 * @param {Blob | null} body
 * @param {{ accept?: string, onSent?: (part: number) => void, onText?: (text: string) => void }} options `onSent`: called with
 *   the part that is sent, from 0 to 1; `onText`: called with the answer so far, while it comes
 * @returns {Promise<{ status: number, text: string }>} status 0 if there was no answer
 */
export function send(path, body, { accept = "application/json", onSent, onText } = {}) {
  return new Promise((resolve) => {
    const call = new XMLHttpRequest();
    call.open("POST", root + path);
    call.setRequestHeader("x-csrf-token", csrf);
    call.setRequestHeader("accept", accept);
    call.upload.onprogress = ({ loaded, total }) => onSent?.(total > 0 ? loaded / total : 1);
    call.onprogress = () => onText?.(call.responseText);
    call.onloadend = () => resolve({ status: call.status, text: call.responseText });
    call.send(body);
  });
}

/**
 * Returns the message of an answer that is an error.
 * @param {string} text
 * @param {string} otherwise
 */
export function detailOf(text, otherwise) {
  try {
    return String(JSON.parse(text).detail ?? otherwise);
  } catch {
    return otherwise;
  }
}

/**
 * Lets files and folders be dropped on an element.
 * @param {HTMLElement} element
 * @param {(files: PickedFile[]) => void} onFiles
 */
export function acceptDrops(element, onFiles) {
  element.addEventListener("dragover", (event) => {
    event.preventDefault();
    element.classList.add("over");
  });
  for (const name of ["dragleave", "drop"]) element.addEventListener(name, () => element.classList.remove("over"));
  element.addEventListener("drop", async (event) => {
    event.preventDefault();
    const items = [...(event.dataTransfer?.items ?? [])];
    const entries = items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
    const files = (await Promise.all(entries.map((entry) => filesIn(entry, "")))).flat();
    if (files.length > 0) onFiles(files);
  });
}

/**
 * Lists the files of an entry and of the folders in it, without hidden ones.
 * @param {FileSystemEntry} entry
 * @param {string} folder
 * @returns {Promise<PickedFile[]>}
 */
async function filesIn(entry, folder) {
  if (entry.name.startsWith(".")) return [];
  const path = folder + entry.name;
  if (entry.isFile) {
    const one = /** @type {FileSystemFileEntry} */ (entry);
    /** @type {File | undefined} */
    const file = await new Promise((resolve) => one.file(resolve, () => resolve(undefined)));
    return file ? [{ file, path }] : [];
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  /** @type {PickedFile[]} */
  const found = [];
  for (;;) {
    /** @type {FileSystemEntry[]} */
    const entries = await new Promise((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (entries.length === 0) return found;
    for (const each of entries) found.push(...(await filesIn(each, `${path}/`)));
  }
}

/**
 * Returns the files that were picked in a field.
 * @param {HTMLInputElement} input
 * @returns {PickedFile[]}
 */
export function pickedFiles(input) {
  return [...(input.files ?? [])]
    .map((file) => ({ file, path: file.webkitRelativePath || file.name }))
    .filter(({ path }) => !path.split("/").some((name) => name.startsWith(".")));
}
