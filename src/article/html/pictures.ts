import type { ChildNode, Element } from "./parser.ts";
import { elementsIn } from "./parser.ts";
import { attributeOf, isElement, textIn } from "./tree.ts";

/** Attributes in which scripts keep the addresses of lazy pictures. */
const lazySources = ["data-src", "data-lazy-src", "data-original", "data-orig-src", "data-hi-res-src", "data-echo"];
const lazySrcsets = ["data-srcset", "data-lazy-srcset", "data-original-set"];

/** The attributes of lazy pictures that lost their use once a picture has its address. */
export const lazyAttributes: readonly string[] = [...lazySources, ...lazySrcsets];

/** Wide enough for a column of text on a dense screen. */
const preferredWidthPixels = 1_200;

/** Returns the value of an attribute; undefined or null when there is none. */
type AttributeReader = (name: string) => string | null | undefined;

/** Returns the address that a script would give a picture, if it is a lazy one. */
export function lazySourceOf(read: AttributeReader): string | undefined {
  return lazySources.map((name) => read(name)?.trim() ?? "").find(isAddress);
}

/** Returns the candidates that a script would give a picture, if it is a lazy one. */
export function lazySrcsetOf(read: AttributeReader): string | undefined {
  return lazySrcsets.map((name) => read(name)?.trim() ?? "").find(isSrcset);
}

/** Tells whether a picture's address only holds the place of a lazy picture. */
export function isPlaceholder(source: string | null | undefined): boolean {
  const address = source?.trim() ?? "";
  return (
    address === "" ||
    /^(?:data|about|blob):/i.test(address) ||
    /\b(?:placeholder|spacer|blank|transparent|1x1|lazyload)\b[^/]*$/i.test(address)
  );
}

/** Returns the address of the smallest candidate that is wide enough, else of the largest. */
export function bestCandidate(srcset: string): string | undefined {
  const candidates = [...srcset.slice(0, 8_192).matchAll(/([^\s,]\S*[^\s,])(?:\s+([\d.]+)([wx]))?\s*(?:,|$)/g)].map(
    ([, url = "", size = "1", unit]) => ({ url, width: Number(size) * (unit === "w" ? 1 : 600) }),
  );
  candidates.sort((a, b) => a.width - b.width);
  return (candidates.find(({ width }) => width >= preferredWidthPixels) ?? candidates.at(-1))?.url;
}

/** Returns the attributes of a picture with the addresses that a script would give it. */
export function withLazyAddresses(attributes: Readonly<Record<string, string>>): Record<string, string> {
  const read: AttributeReader = (name) => (Object.hasOwn(attributes, name) ? attributes[name] : undefined);
  const [src, srcset] = [lazySourceOf(read), lazySrcsetOf(read)];
  return { ...attributes, ...(src !== undefined && { src }), ...(srcset !== undefined && { srcset }) };
}

/** Replaces the picture for readers without scripts, unless the picture before it is the same one and has an address. */
export function replaceFallback(element: Element, previous: ChildNode | undefined): readonly ChildNode[] | undefined {
  if (element.tagName !== "noscript") return undefined;
  const [picture, ...others] = picturesIn(element);
  if (picture === undefined || others.length > 0 || textIn(element).trim() !== "") return undefined;
  const [lazyPicture] = isElement(previous) && textIn(previous).trim() === "" ? picturesIn(previous) : [];
  if (lazyPicture === undefined) return element.childNodes;
  const read: AttributeReader = (name) => attributeOf(lazyPicture, name);
  if (lazySourceOf(read) !== undefined || lazySrcsetOf(read) !== undefined) return [];
  if (isPlaceholder(read("src"))) lazyPicture.attrs = picture.attrs;
  return [];
}

function picturesIn(element: Element): Element[] {
  return [element, ...elementsIn(element)].filter(({ tagName }) => tagName === "img");
}

function isAddress(value: string): boolean {
  return (
    value.length > 0 && value.length <= 2_048 && /^(?:https?:\/\/|\/|\.|[\w-]+[\w./-]*\.)[^\s{}"<>]*$/i.test(value)
  );
}

function isSrcset(value: string): boolean {
  return value.length <= 8_192 && /^[^\s{}"<>]+(?:\s+[\d.]+[wx])?(?:\s*,|$)/.test(value);
}
