import { oneLine } from "../../article/plain-text.ts";
import type { Document } from "../document.ts";

/** Longer texts are terms of use. */
const maxTextLength = 150;
const maxHolders = 5;

const mark = /©|\(c\)|copyright/i;

/**
 * Returns the names after a page's marks of copyright, the last ones first, because the site's own stands in the footer:
 * `© 2012–2026 The Daily Example. All rights reserved.`
 */
export function copyrightHolders(document: Document): string[] {
  const meta = document.querySelector('meta[name="copyright" i], meta[name="dcterms.rightsHolder" i]');
  const holders = [holderIn(meta?.getAttribute("content") ?? "")];
  const walker = document.createTreeWalker(document.body, 4);
  let before = "";
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = oneLine(node.textContent.slice(0, 4 * maxTextLength));
    if (text === "" || ["script", "style", "noscript"].includes(node.parentElement?.localName ?? "script")) continue;
    // The name may be a link of its own, or after a symbol of its own.
    const line = isMarkAlone(before) ? `© ${text}` : text;
    if (line.length <= maxTextLength && mark.test(line)) holders.push(holderIn(line));
    before = text;
  }
  return [...new Set(holders.filter((holder) => holder !== ""))].reverse().slice(0, maxHolders);
}

function isMarkAlone(text: string): boolean {
  return mark.test(text) && holderIn(text) === "";
}

function holderIn(text: string): string {
  const [, after = ""] = /(?:©|\(c\)|copyright)(.*)$/is.exec(text) ?? ["", text];
  const rest = after
    .replace(/©|\(c\)|copyright|\b(?:19|20)\d\d\b|\bby\b|^[\s:,.|–—-]+/gi, " ")
    .replace(/\([^()]*\)/g, " ")
    .replace(/^[\s:,.|–—-]+/, "");
  const [name = ""] = rest.split(
    /\s*[|•·]\s*|\s+[–—-]\s+|[.!]\s|[.!]$|,\s|\s*(?:all rights|alle rechte|tous droits|todos los)/i,
  );
  return name.length <= 60 ? oneLine(name) : "";
}
