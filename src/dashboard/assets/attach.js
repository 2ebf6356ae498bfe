// Pictures and files that are attached to the article in the editor.
import { say } from "./dashboard.js";
import { detailOf, send } from "./upload.js";

/** @typedef {{ url: string, mime_type: string, size_in_bytes: number, duration_in_seconds?: number }} Uploaded */

/** The texts of the editor's scripts. @type {Record<string, string>} */
export const texts = JSON.parse(document.getElementById("editor")?.dataset.texts ?? "{}");

/**
 * Uploads a file. A failure is told to people.
 * @param {File} file
 * @param {HTMLProgressElement | null} progress
 * @returns {Promise<Uploaded | undefined>}
 */
export async function upload(file, progress) {
  if (progress) {
    progress.hidden = false;
    progress.value = 0;
  }
  const { status, text } = await send(`/admin/media?${new URLSearchParams({ name: file.name })}`, file, {
    onSent(part) {
      if (progress) progress.value = part;
    },
  });
  if (progress) progress.hidden = true;
  const isKept = status === 200 || status === 201;
  say(isKept ? (texts.uploaded ?? "") : (texts.uploadFailed ?? "").replace("{}", detailOf(text, texts.offline ?? "")));
  return isKept ? JSON.parse(text) : undefined;
}
