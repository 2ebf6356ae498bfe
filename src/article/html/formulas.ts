import { html } from "parse5";
import { linearFormula } from "./linear-formula.ts";
import { type ChildNode, type Element, parseTree } from "./parser.ts";
import { attributeOf, firstNamed, hasClass, isElement, newText, textIn } from "./tree.ts";

/*
 * Formulas. Presentation MathML (https://www.w3.org/TR/mathml-core/) stays, of the copies that KaTeX, MathJax and MediaWiki
 * write only that one. A formula in TeX alone stays as TeX between dollar signs.
 */

/** The elements of formulas that stay, beside `math`. None of them acts, or holds HTML. */
export const formulaTags =
  "mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom mfenced menclose msub msup msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mtd mlabeledtr".split(
    " ",
  );

const commonAttributes = ["displaystyle", "mathcolor", "mathsize", "mathvariant", "scriptlevel"];
const attributesByTag: Readonly<Record<string, readonly string[]>> = {
  menclose: ["notation"],
  mfenced: ["open", "close", "separators"],
  mfrac: ["bevelled", "linethickness", "numalign", "denomalign"],
  mo: "accent fence form largeop lspace maxsize minsize movablelimits rspace separator stretchy symmetric".split(" "),
  mover: ["accent"],
  mpadded: ["depth", "height", "lspace", "voffset", "width"],
  ms: ["lquote", "rquote"],
  mspace: ["depth", "height", "linebreak", "width"],
  mtable: "align columnalign columnlines columnspacing frame framespacing rowalign rowlines rowspacing width".split(
    " ",
  ),
  mtd: ["columnalign", "columnspan", "rowalign", "rowspan"],
  mtr: ["columnalign", "rowalign"],
  munder: ["accentunder"],
  munderover: ["accent", "accentunder"],
};

/** The attributes of formulas that stay. No address is among them, and no style. */
export const formulaAttributes: Readonly<Record<string, string[]>> = Object.fromEntries([
  ["math", [...commonAttributes, "alttext", "display"]],
  ...formulaTags.map((name) => [name, [...commonAttributes, ...(attributesByTag[name] ?? [])]]),
]);

const maxTexLength = 10_000;
const keptTags = new Set(formulaTags);

const mathJaxOutput = /^(?:MathJax(?:_(?:Display|SVG|SVG_Display|CHTML|MathML|PlainSource))?|MJXc-display|mjx-chtml)$/;
const mathJaxPreview = /^(?:MathJax_Preview|MJX_Assistive_MathML)$/;

/** Replaces an element that is a formula, or a further copy of one. */
export function replaceFormula(element: Element, previous: ChildNode | undefined): readonly ChildNode[] | undefined {
  const { tagName } = element;
  if (tagName === "math") {
    element.attrs = withTex(element);
    element.childNodes = keptNodes(element.childNodes, element);
    return undefined;
  }
  if (tagName === "script") return replaceTexScript(element, previous);
  if (hasClass(element, /^katex-html$/)) return isElement(previous) && firstMath(previous) ? [] : undefined;
  if (hasClass(element, /^mwe-math-fallback-image-/))
    return isElement(previous) && firstMath(previous) ? [] : undefined;
  if (hasClass(element, mathJaxPreview) && !firstMath(element)) return [];
  if (tagName === "mjx-container" || hasClass(element, mathJaxOutput)) {
    const math = firstMath(element) ?? mathIn(attributeOf(element, "data-mathml") ?? "");
    return math ? [math] : undefined;
  }
  return undefined;
}

function firstMath(element: Element): Element | undefined {
  return element.tagName === "math" ? element : firstNamed(element, "math");
}

function mathIn(source: string): Element | undefined {
  if (!source.startsWith("<math") || source.length > maxTexLength) return undefined;
  const math = firstNamed(
    parseTree(source, () => undefined),
    "math",
  );
  if (math) replaceFormula(math, undefined);
  return math;
}

/** Replaces the source of a formula of MathJax 2 by its text, unless the formula stands before it as MathML. */
function replaceTexScript(script: Element, previous: ChildNode | undefined): readonly ChildNode[] | undefined {
  const type = /^math\/tex\s*(;\s*mode\s*=\s*display)?/i.exec(attributeOf(script, "type") ?? "");
  if (type === null) return undefined;
  if (isElement(previous) && previous.tagName === "math") return [];
  const isDrawn = isElement(previous) && (previous.tagName === "mjx-container" || hasClass(previous, mathJaxOutput));
  if (isDrawn) previous.childNodes = [];
  const marks = type[1] === undefined ? "$" : "$$";
  return [
    newText(
      `${marks}${textIn(script)
        .replace(/^\s*%\s*<!\[CDATA\[|%\s*\]\]>\s*$/g, "")
        .trim()}${marks}`,
    ),
  ];
}

/** Returns the attributes of a formula, with its TeX as the alternative text. */
function withTex(math: Element): Element["attrs"] {
  const annotation = math.childNodes
    .flatMap((child) => (isElement(child) && child.tagName === "semantics" ? child.childNodes : [child]))
    .find(
      (node) => isElement(node) && node.tagName === "annotation" && /tex\b/i.test(attributeOf(node, "encoding") ?? ""),
    );
  const tex = annotation === undefined ? "" : textIn(annotation).trim();
  if (tex === "" || tex.length > maxTexLength || attributeOf(math, "alttext")) return math.attrs;
  return [...math.attrs.filter(({ name }) => name !== "alttext"), { name: "alttext", value: tex }];
}

/** Returns the nodes of a formula that stay: text, and elements of presentation. Others leave what they contain. */
function keptNodes(nodes: readonly ChildNode[], parent: Element): ChildNode[] {
  return nodes.flatMap((node) => {
    if (node.nodeName === "#text") return [Object.assign(node, { parentNode: parent })];
    if (!isElement(node) || /^(?:annotation|script$|style$)/.test(node.tagName)) return [];
    const isKept = node.namespaceURI === html.NS.MATHML && keptTags.has(node.tagName);
    const children = keptNodes(node.childNodes, isKept ? node : parent);
    if (isKept) return [Object.assign(node, { childNodes: children, parentNode: parent })];
    if (node.tagName === "maction") return children.filter(isElement).slice(0, 1);
    const alternative = attributeOf(node, "alt") ?? "";
    return children.length > 0 || alternative === "" ? children : [newText(alternative)];
  });
}

/** Replaces a formula by one line of text: its TeX, or else a linear form of it. */
export function replaceByLine(element: Element): readonly ChildNode[] | undefined {
  if (element.tagName !== "math") return undefined;
  const tex = (attributeOf(element, "alttext") ?? "").trim().replace(/^\{\\displaystyle\s+([\s\S]*)\}$/, "$1");
  return [newText(tex.trim() || linearFormula(element))];
}
