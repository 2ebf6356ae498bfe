import { type Html, html } from "../../render/html.ts";
import type { View } from "../view.ts";

/**
 * The commands of the rich text side, with their signs and their keys. A command without a sign is shown by its name; one
 * with a sign has its name for screen readers. `Mod` is Ctrl, and Cmd on a Mac.
 */
const commands = [
  ["bold", "B", "Mod-B"],
  ["italic", "I", "Mod-I"],
  ["link", "", "Mod-K"],
  ["h2", "H2", "Mod-Alt-2"],
  ["h3", "H3", "Mod-Alt-3"],
  ["ul", "•", "Mod-Shift-8"],
  ["ol", "1.", "Mod-Shift-9"],
  ["quote", "“”", "Mod-]"],
  ["code", "</>", "Mod-D"],
  ["picture", "", "Mod-Alt-P"],
  ["undo", "↶", "Mod-Z"],
  ["redo", "↷", "Mod-Shift-Z"],
] as const;

const toggles: ReadonlySet<string> = new Set(["bold", "italic", "link", "h2", "h3", "ul", "ol", "quote", "code"]);

/**
 * Writes the toolbar of the rich text side, and the dialogs for links and pictures. Scripts show it; one button at a time
 * is in the order of the Tab key (ARIA Authoring Practices, toolbar).
 */
export function toolbar({ commands: texts, dialogs }: View["texts"]["editor"]): Html {
  return html`<div id="toolbar" class="toolbar" role="toolbar" aria-label="${texts.toolbar}" aria-controls="rich" hidden>
${commands.map(
  ([name, sign, keys], index) =>
    html`<button type="button" data-command="${name}" data-keys="${keys}" title="${texts[name]} (${keys.replace("Mod", "Ctrl").replaceAll("-", "+")})"${sign !== "" && html` data-sign="${sign}" aria-label="${texts[name]}"`}${toggles.has(name) && html` aria-pressed="false"`} tabindex="${index === 0 ? "0" : "-1"}">${sign === "" && texts[name]}</button>\n`,
)}</div>
<dialog id="link-dialog" aria-labelledby="link-title">
<h2 id="link-title">${texts.link}</h2>
<p class="field"><label for="link-address">${dialogs.address}</label>
<input type="url" id="link-address" placeholder="https://" autocomplete="off"></p>
<p class="row"><button type="button" class="primary" data-ok>${dialogs.apply}</button><button type="button" data-remove>${dialogs.removeLink}</button><button type="button" data-cancel>${dialogs.cancel}</button></p>
</dialog>
<dialog id="picture-dialog" aria-labelledby="picture-title">
<h2 id="picture-title">${texts.picture}</h2>
<p class="field"><label for="content-picture">${dialogs.file}</label>
<input type="file" id="content-picture" accept="image/*"> <progress hidden max="1" aria-label="${dialogs.uploading}"></progress></p>
<p class="field"><label for="picture-address">${dialogs.orAddress}</label>
<input type="url" id="picture-address" placeholder="https://" autocomplete="off"></p>
<p class="field"><label for="picture-alt">${dialogs.description}</label>
<input type="text" id="picture-alt" autocomplete="off" aria-describedby="picture-alt-hint">
<small id="picture-alt-hint">${dialogs.descriptionHint}</small></p>
<p class="row"><button type="button" class="primary" data-ok>${dialogs.insert}</button><button type="button" data-cancel>${dialogs.cancel}</button></p>
</dialog>`;
}
