import { createHash } from "node:crypto";

/**
 * The only script of pages, which they contain inline. It shows the buttons that copy an address if the browser lets a page
 * copy (over https and on the same computer), and reports the result in the page's `output`, which holds the words. It
 * hides pictures that could not be loaded.
 */
export const script = `{
const said = document.querySelector("output");
let timer;
const say = (text, button) => {
  clearTimeout(timer);
  document.querySelector(".copied")?.classList.remove("copied");
  said.textContent = text;
  button?.classList.add("copied");
  if (button) timer = setTimeout(say, 3000, "");
};
for (const button of navigator.clipboard ? document.querySelectorAll("button[data-address]") : []) {
  button.hidden = false;
  button.onclick = async () => {
    const { address } = button.dataset;
    try {
      await navigator.clipboard.writeText(address);
      say(said.dataset.done.replace("{address}", () => address), button);
    } catch {
      getSelection().selectAllChildren(button.parentElement.querySelector("code"));
      say(said.dataset.refused);
    }
  };
}
for (const picture of document.images) {
  const check = () => { picture.hidden = picture.complete && picture.naturalWidth === 0; };
  picture.onerror = check;
  if (picture.currentSrc) check();
}
}`;

/** The script as a source for Content-Security-Policy's `script-src`, quotes included (CSP 3, section 2.3.1). */
export const scriptHash = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
