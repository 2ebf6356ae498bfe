import type { ChildNode, Element } from "./parser.ts";
import { attributeOf, isElement, textIn } from "./tree.ts";

/** Returns a formula as one line of text, such as `(a+b)/2`, `x^2` or `√(x)`. */
export function linearFormula(node: ChildNode): string {
  if (!isElement(node)) return node.nodeName === "#text" ? textIn(node).trim() : "";
  const { tagName } = node;
  const parts = node.childNodes.filter(isElement);
  const [base = "", first = "", second = ""] = tagsWithParts.has(tagName) ? parts.map(linearFormula) : [];
  switch (tagName) {
    case "mfrac":
      return `${inParentheses(base)}/${inParentheses(first)}`;
    case "msup":
    case "mover":
      return `${inParentheses(base)}^${inParentheses(first)}`;
    case "msub":
    case "munder":
      return `${inParentheses(base)}_${inParentheses(first)}`;
    case "msubsup":
    case "munderover":
      return `${inParentheses(base)}_${inParentheses(first)}^${inParentheses(second)}`;
    case "mroot":
      return `${first}√(${base})`;
    case "msqrt":
      return `√(${contentOf(node)})`;
    case "mtable":
      return `[${parts.map(linearFormula).join("; ")}]`;
    case "mtr":
      return parts.map(linearFormula).join(", ");
    case "mfenced":
      return `${attributeOf(node, "open") ?? "("}${parts.map(linearFormula).join(", ")}${attributeOf(node, "close") ?? ")"}`;
    case "mspace":
      return " ";
    case "mphantom":
      return "";
    default:
      return contentOf(node);
  }
}

const tagsWithParts = new Set("mfrac mroot msup msub msubsup mover munder munderover".split(" "));

function contentOf(element: Element): string {
  return element.childNodes.map(linearFormula).join("");
}

/** Puts parentheses around a part, unless it is one name, number or sign. */
function inParentheses(part: string): string {
  return /^(?:[\p{L}\p{N}.]+|.)$/u.test(part) ? part : `(${part})`;
}
