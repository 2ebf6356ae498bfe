import { defaultTreeAdapter, html } from "parse5";
import { type ChildNode, type Element, elementsIn, type ParentNode } from "./parser.ts";

/*
 * Small operations on a tree of HTML.
 */

/**
 * Returns the nodes that take the place of an element, or undefined when it stays.
 * @param previous the node before it, as it is after all replacements, past white space
 */
export type ElementReplacer = (element: Element, previous: ChildNode | undefined) => readonly ChildNode[] | undefined;

/** Replaces the elements below a node, the inner ones first, and takes out comments. */
export function replaceElements(parent: ParentNode, replacementOf: ElementReplacer): void {
  const children: ChildNode[] = [];
  let previous: ChildNode | undefined;
  for (const child of parent.childNodes) {
    if (child.nodeName === "#comment") continue;
    if (isElement(child)) replaceElements(child, replacementOf);
    const replacements = (isElement(child) ? replacementOf(child, previous) : undefined) ?? [child];
    for (const replacement of replacements) {
      replacement.parentNode = parent;
      children.push(replacement);
      if (!isBlank(replacement)) previous = replacement;
    }
  }
  parent.childNodes = children;
}

/** Tells whether a node is an element, and not text. */
export function isElement(node: ChildNode | ParentNode | null | undefined): node is Element {
  return node !== null && node !== undefined && "tagName" in node;
}

function isBlank(node: ChildNode): boolean {
  return node.nodeName === "#text" && textIn(node).trim() === "";
}

/** Returns the value of an attribute; undefined when the element does not have it. */
export function attributeOf(element: Element, name: string): string | undefined {
  return element.attrs.find((attribute) => attribute.name === name)?.value;
}

/** Sets an attribute, which moves behind all others. */
export function setAttribute(element: Element, name: string, value: string): void {
  element.attrs = [...element.attrs.filter((attribute) => attribute.name !== name), { name, value }];
}

/** Tells whether one of an element's classes matches. */
export function hasClass(element: Element, pattern: RegExp): boolean {
  return (attributeOf(element, "class") ?? "")
    .slice(0, 1_000)
    .split(/\s+/)
    .some((name) => pattern.test(name));
}

/** Returns the first element with a tag name below a node. */
export function firstNamed(root: ParentNode, name: string): Element | undefined {
  return elementsIn(root).find(({ tagName }) => tagName === name);
}

/** Returns the text below a node, without comments. */
export function textIn(node: ChildNode | ParentNode): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textIn).join("") : "";
}

/** Creates a node of text without a parent. */
export function newText(value: string): ChildNode {
  return { nodeName: "#text", value, parentNode: null };
}

/** Creates an element of HTML without a parent. @param text its only content; empty for none */
export function newElement(name: string, attributes: Readonly<Record<string, string>>, text: string): Element {
  const attrs = Object.entries(attributes).map(([attribute, value]) => ({ name: attribute, value }));
  const element = defaultTreeAdapter.createElement(name, html.NS.HTML, attrs);
  if (text !== "") defaultTreeAdapter.insertText(element, text);
  return element;
}
