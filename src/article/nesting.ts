import type sanitizeHtml from "sanitize-html";
import { CourantError } from "../errors.ts";
import { limits } from "./limits.ts";
import { describeExcess } from "./mistakes.ts";

/**
 * Counts the elements that are open while HTML is parsed.
 * @returns `open` throws ARTICLE_INVALID when too many are
 */
export function createNestingCounter(): { open: () => void; close: () => void } {
  let openCount = 0;
  return {
    open() {
      if (++openCount <= limits.openElements) return;
      throw new CourantError(
        "ARTICLE_INVALID",
        `The HTML is nested too deeply: ${describeExcess(openCount, "elements open at once", limits.openElements)}. Look for a tag that is opened many times and never closed.`,
      );
    },
    close() {
      openCount--;
    },
  };
}

/**
 * Returns options of sanitize-html that end the parse when too many elements are open, because the parser searches all of
 * them for each tag. Elements that the parser closes by itself (`<p>`, `<li>`, `<td>` …) are not open any more.
 * @throws ARTICLE_INVALID while parsing
 */
export function createNestingGuard(): Pick<sanitizeHtml.IOptions, "onOpenTag" | "onCloseTag"> {
  const { open, close } = createNestingCounter();
  return { onOpenTag: open, onCloseTag: close };
}
