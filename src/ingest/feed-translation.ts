import { escapeHtml } from "../article/plain-text.ts";
import { htmlIn } from "./atom-parts.ts";
import { escapeCdata } from "./escape-cdata.ts";
import type { XmlHandler, XmlReader } from "./xml.ts";
import { openXmlNames } from "./xml-names.ts";

/*
 * Items of RSS hold elements that the parser of feeds does not know: the content as XHTML or in `fullitem`, parts of
 * Atom without their namespace, and what Apple's and Dublin Core's parts are called elsewhere. Each one is written once
 * more at the end of its item, as an element that the parser knows. Where the item has that element already, the first
 * one counts.
 */

type Attributes = Readonly<Record<string, string>>;
type Field = { name: string; attributes: Attributes; depth: number; start: number; text: string; hasElements: boolean };

/** Returns the XML to insert at a place of the text. */
type Addition = (text: string) => string;
export type Insertion = { place: number; write: Addition };

export type TranslationWatch = Required<XmlHandler> & {
  insertions(): readonly Insertion[];
  /** Returns the base address of the channel (XML Base), as written. */
  channelBase(): string | undefined;
};

/** Items of RSS nest no deeper than in a channel. */
const maxItemDepth = 3;

/** @param position returns the reader, for the place of the current tag in the text */
export function watchTranslation(position: () => Pick<XmlReader, "tag">): TranslationWatch {
  const names = openXmlNames();
  const insertions: Insertion[] = [];
  let isRss = false;
  let channelBase: string | undefined;
  let item: { depth: number; additions: Addition[] } | undefined;
  let field: Field | undefined;

  return {
    open(rawName, attributes, depth) {
      names.enter(attributes);
      const name = names.canonical(rawName);
      const localName = name.replace(/^.*:/, "");
      if (depth === 1) isRss = localName === "rss" || localName === "rdf";
      if (!isRss) return;
      if (depth === 2 && localName === "channel") channelBase ??= attributes["xml:base"];
      if (item === undefined) {
        if (depth <= maxItemDepth && localName === "item") item = { depth, additions: [] };
        return;
      }
      if (field !== undefined) field.hasElements = true;
      else field = { name, attributes, depth, start: position().tag().end, text: "", hasElements: false };
      if (name === "itunes:category" && attributes.text) item.additions.push(elementOf("category", attributes.text));
    },
    text(piece) {
      if (field !== undefined) field.text += piece;
    },
    close(_rawName, depth) {
      names.leave();
      if (depth === field?.depth) {
        item?.additions.push(...additionsFor(field, position().tag().start));
        field = undefined;
      }
      if (depth !== item?.depth) return;
      const { additions } = item;
      const write: Addition = (text) => additions.map((addition) => addition(text)).join("");
      if (additions.length > 0) insertions.push({ place: position().tag().start, write });
      item = undefined;
    },
    insertions: () => insertions,
    channelBase: () => channelBase,
  };
}

/** @param end where the end tag of the field begins */
function additionsFor({ name, attributes, start, text, hasElements }: Field, end: number): Addition[] {
  const { href = "", rel = "alternate", type = "", length = "" } = attributes;
  if (name === "body" || name === "xhtml:body" || name === "fullitem") {
    const content = (whole: string) => (hasElements ? htmlOf(whole.slice(start, end)) : text);
    return [(whole) => elementOf("content:encoded", content(whole), "http://purl.org/rss/1.0/modules/content/")(whole)];
  }
  if (name === "dc:author") return [elementOf("dc:creator", text, "http://purl.org/dc/elements/1.1/")];
  const cover = name === "itunes:image" ? attributes.url : name === "itunes:link" && rel === "image" ? href : undefined;
  if (cover) return [attributesOnly("media:thumbnail", { url: cover }, "http://search.yahoo.com/mrss/")];
  const atom = "http://www.w3.org/2005/Atom";
  if (name === "link" && href !== "") return [attributesOnly("atom:link", { href, rel, type, length }, atom)];
  const isAtom = /^(?:id|published|updated|summary|content)$/.test(name) && !hasElements;
  return isAtom ? [elementOf(`atom:${name}`, text, atom, { type })] : [];
}

/** Returns XHTML as HTML, without prefixes of elements. */
function htmlOf(xhtml: string): string {
  const value = escapeCdata(xhtml).replace(/(<\/?)[\w-]{1,50}:(?=[a-z])/gi, "$1");
  return htmlIn({ value, type: "xhtml" });
}

function elementOf(name: string, text: string, namespace?: string, attributes: Attributes = {}): Addition {
  return () => `<${name}${attributesOf(name, namespace, attributes)}>${escapeHtml(text)}</${name}>`;
}

function attributesOnly(name: string, attributes: Attributes, namespace: string): Addition {
  return () => `<${name}${attributesOf(name, namespace, attributes)}/>`;
}

function attributesOf(name: string, namespace: string | undefined, attributes: Attributes): string {
  const declaration = namespace === undefined ? {} : { [`xmlns:${name.replace(/:.*$/, "")}`]: namespace };
  const all = Object.entries({ ...declaration, ...attributes }).filter(([, value]) => value !== "");
  return all.map(([key, value]) => ` ${key}="${escapeHtml(value)}"`).join("");
}
