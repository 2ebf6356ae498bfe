import type sanitizeHtml from "sanitize-html";
import { CourantError } from "../errors.ts";
import { limits } from "./limits.ts";
import { tooMany } from "./mistakes.ts";

/**
 * Options of sanitize-html that end the parse of HTML in which too many elements are open at once: for each tag the
 * parser looks through all of them. What the parser closes by itself (`<p>`, `<li>`, `<td>` …) is not open any more.
 * @throws ARTICLE_INVALID while parsing
 */
export function nestingGuard(): Pick<sanitizeHtml.IOptions, "onOpenTag" | "onCloseTag"> {
  let open = 0;
  return {
    onOpenTag() {
      if (++open <= limits.openElements) return;
      throw new CourantError(
        "ARTICLE_INVALID",
        `The HTML is nested too deep: ${tooMany(open, "elements open at once", limits.openElements)}. Look for a tag that is opened again and again, and never closed.`,
      );
    },
    onCloseTag() {
      open--;
    },
  };
}
