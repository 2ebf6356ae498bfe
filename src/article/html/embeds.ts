import { type ChildNode, type Element, elementsIn } from "./parser.ts";
import { pageOfPlayer } from "./players.ts";
import { attributeOf, hasClass, isElement, newElement, newText, textIn } from "./tree.ts";

/** Attributes in which scripts keep the addresses of lazy frames. */
const lazySources = ["data-src", "data-lazy-src", "data-litespeed-src", "data-cmp-src", "data-cookieblock-src"];

/**
 * Replaces an embedded thing, which readers do not run: a frame or a plug-in by a link to what it shows, an object by what
 * it contains, and a drawing by its description.
 * @param frames the hosts whose frames stay
 */
export function replaceEmbed(
  element: Element,
  previous: ChildNode | undefined,
  frames: readonly string[],
): readonly ChildNode[] | undefined {
  const { tagName, parentNode } = element;
  if (tagName === "iframe") return replaceFrame(element, previous, frames);
  if (tagName === "embed") return linkTo(attributeOf(element, "src"), element);
  if (tagName === "object" || tagName === "applet") {
    const kept = element.childNodes.filter((child) => !isElement(child) || child.tagName !== "param");
    return kept.some(isSeen) ? kept : linkTo(attributeOf(element, "data") ?? movieOf(element), element);
  }
  if (tagName !== "svg" || hasTag(parentNode, "svg")) return undefined;
  const description = descriptionOf(element);
  return description === "" ? [] : [newText(description)];
}

/** Tells whether a host's frames stay: only over https, and from the very hosts that are named. */
export function isKeptFrame(address: string, frames: readonly string[]): boolean {
  const url = URL.parse(address);
  return url?.protocol === "https:" && url.username === "" && url.port === "" && frames.includes(url.hostname);
}

function replaceFrame(
  frame: Element,
  previous: ChildNode | undefined,
  frames: readonly string[],
): readonly ChildNode[] | undefined {
  const source = frameSource(frame);
  const isTiny = ["width", "height"].every((name) => /^\s*[01](?:px)?\s*$/.test(attributeOf(frame, name) ?? ""));
  const isHidden = /display\s*:\s*none/i.test((attributeOf(frame, "style") ?? "").slice(0, 1_000));
  // WordPress puts a quote with the same link before the frame.
  const isRepeated = isElement(previous) && hasClass(previous, /^wp-embedded-content$/);
  if (isTiny || isHidden || isRepeated) return [];
  if (source !== undefined && isKeptFrame(source.replace(/^\/\//, "https://"), frames)) {
    const kept = frame.attrs.filter(({ name }) => ["title", "width", "height"].includes(name));
    frame.attrs = [{ name: "src", value: source.replace(/^\/\//, "https://") }, ...kept];
    frame.childNodes = [];
    return undefined;
  }
  return linkTo(source, frame);
}

function frameSource(frame: Element): string | undefined {
  const sources = ["src", ...lazySources].map((name) => (attributeOf(frame, name) ?? "").trim());
  return sources.find((source) => /^(?!about:|data:|javascript:|blob:)./i.test(source));
}

/** Returns a link to what an address shows, with the title of its element. */
function linkTo(address: string | undefined, element: Element): readonly ChildNode[] {
  const within = /<a\b[^<>]*?\shref="([^"<>]{1,2048})"[^<>]*>([^<>]{1,500})<\/a>/i.exec(
    textIn(element).slice(0, 5_000),
  );
  const player = pageOfPlayer(address ?? "");
  const href = player?.url ?? within?.[1]?.replaceAll("&amp;", "&") ?? address;
  const title = attributeOf(element, "title")?.trim() || attributeOf(element, "aria-label")?.trim();
  if (href === undefined || href.trim() === "") {
    const words = title || (attributeOf(element, "srcdoc") ?? "").replace(/<[^<>]*>/g, " ").trim();
    return words ? [newText(words)] : [];
  }
  const link = newElement("a", { href }, title || player?.name || within?.[2]?.trim() || labelOf(href));
  return hasTag(element.parentNode, "#document-fragment")
    ? [Object.assign(newElement("p", {}, ""), { childNodes: [link] })]
    : [link];
}

function labelOf(address: string): string {
  const label = address
    .trim()
    .replace(/^(?:https?:)?\/\/(?:www\.)?/i, "")
    .replace(/[?#].*$/s, "")
    .replace(/\/$/, "");
  return label.slice(0, 80).toWellFormed() || address.slice(0, 80).toWellFormed();
}

function movieOf(object: Element): string | undefined {
  const movie = elementsIn(object).find(
    (each) => each.tagName === "param" && /^(?:movie|src|filename|url)$/i.test(attributeOf(each, "name") ?? ""),
  );
  return movie && attributeOf(movie, "value");
}

function isSeen(node: ChildNode): boolean {
  if (textIn(node).trim() !== "") return true;
  return (
    isElement(node) && [node, ...elementsIn(node)].some(({ tagName }) => /^(?:img|audio|video|math)$/.test(tagName))
  );
}

/** Returns the title of a drawing, else its label, its description or the words in it. Decoration has none of them. */
function descriptionOf(drawing: Element): string {
  if (attributeOf(drawing, "aria-hidden") === "true") return "";
  const children = drawing.childNodes.filter(isElement);
  const textOfChild = (name: string) => textIn(children.find(({ tagName }) => tagName === name) ?? newText("")).trim();
  const words = () =>
    elementsIn(drawing)
      .filter(({ tagName }) => tagName === "text")
      .map((each) => textIn(each).trim())
      .join(" ");
  return (
    textOfChild("title") || (attributeOf(drawing, "aria-label") ?? "").trim() || textOfChild("desc") || words().trim()
  );
}

function hasTag(node: Element["parentNode"], name: string): boolean {
  return node !== null && (node.nodeName === name || (name === "svg" && isElement(node) && isWithinDrawing(node)));
}

function isWithinDrawing(element: Element): boolean {
  return element.namespaceURI.endsWith("/svg");
}
