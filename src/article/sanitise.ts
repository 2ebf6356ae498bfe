import sanitizeHtml from "sanitize-html";
import { CourantError } from "../errors.ts";
import { isKeptFrame } from "./html/embeds.ts";
import { formulaAttributes, formulaTags } from "./html/formulas.ts";
import { parseAsBrowser } from "./html/parser.ts";
import { withLazyAddresses } from "./html/pictures.ts";
import { readableHtml } from "./html/readable.ts";
import { limits } from "./limits.ts";
import { describeExcess } from "./mistakes.ts";
import { createNestingGuard } from "./nesting.ts";
import { xmlSafe } from "./plain-text.ts";
import { isSettled } from "./settled.ts";
import { absoluteUrl } from "./url.ts";

const mediaTags = ["audio", "img", "picture", "source", "track", "video"];
const sizeAttributes = ["width", "height"];
const cellAttributes = ["colspan", "rowspan", "headers", "abbr", "scope"];

/** Ids of footnotes and of references to them. They are unique across articles; all other ids are removed. */
const footnoteId = /^fn(?:ref)?-[0-9a-f]{8}-\d{1,5}(?::\d{1,5})?$/;

const options: sanitizeHtml.IOptions = {
  allowedTags: [
    ...sanitizeHtml.defaults.allowedTags,
    ...mediaTags,
    "math",
    ...formulaTags,
    "del",
    "details",
    "ins",
    "summary",
  ],
  allowedAttributes: {
    ...formulaAttributes,
    "*": ["lang", "dir", "title"],
    a: ["href", "hreflang", "id", "rel", "type"],
    audio: ["src", "controls", "loop", "muted", "preload"],
    blockquote: ["cite"],
    col: ["span"],
    colgroup: ["span"],
    data: ["value"],
    del: ["cite", "datetime"],
    details: ["open"],
    img: ["src", "srcset", "sizes", "alt", "loading", ...sizeAttributes],
    ins: ["cite", "datetime"],
    li: ["id", "value"],
    ol: ["start", "reversed", "type"],
    q: ["cite"],
    source: ["src", "srcset", "sizes", "media", "type", ...sizeAttributes],
    td: cellAttributes,
    th: cellAttributes,
    time: ["datetime"],
    track: ["src", "srclang", "kind", "label", "default"],
    video: ["src", "poster", "controls", "loop", "muted", "preload", "playsinline", ...sizeAttributes],
  },
  allowedClasses: { code: ["language-*"] },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowProtocolRelative: false,
  selfClosing: ["br", "col", "hr", "img", "source", "track", "wbr"],
  nonTextTags: [
    "button",
    "iframe",
    "noembed",
    "noframes",
    "object",
    "option",
    "script",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "xmp",
  ],
  nestingLimit: 200,
};

const frameAttributes = ["src", "title", "width", "height", "sandbox", "loading", "referrerpolicy", "allowfullscreen"];

/** The options in addition, for articles in which frames of some hosts stay. */
const frameOptions: sanitizeHtml.IOptions = {
  allowedTags: [...(options.allowedTags as string[]), "iframe"],
  allowedAttributes: { ...options.allowedAttributes, iframe: frameAttributes },
  nonTextTags: [...(options.nonTextTags ?? []), "iframe-without-address"],
};

/** The rights of a frame. With `allow-same-origin` it keeps its storage, but not its sandbox if the page around it is its own. */
const frameRights = ["allow-scripts", "allow-same-origin", "allow-popups", "allow-presentation"];

/** A frame may play, in full width, and open the page that it plays from. It may not act in the page that holds it. */
const frameLimits = {
  loading: "lazy",
  referrerpolicy: "strict-origin-when-cross-origin",
  allowfullscreen: "",
};

/**
 * The surroundings of HTML. `hasAddress`: whether the base is the address of the article itself; if not, links inside the
 * article stay relative to it, and rendering gives them its address. `frames`: the hosts whose frames stay; `ownHosts`: the
 * hosts that show the article, whose frames could remove their own sandbox if they kept their origin.
 */
export type HtmlSurroundings = { hasAddress?: boolean; frames?: readonly string[]; ownHosts?: readonly string[] };

/**
 * Makes HTML fit for feeds. The result has no scripts, styles, forms or handlers, and frames of named hosts only. Every URL
 * is absolute and http, https, mailto or tel, except links inside an article. Every element is closed and stands where it
 * may. The text has only characters that XML 1.0 allows, and no `]]>`, which would end a CDATA section. Addresses longer
 * than `limits` are dropped. The function is idempotent.
 * @param baseUrl the absolute URL that relative ones resolve against
 * @throws ARTICLE_INVALID for HTML that is nested too deep, or too long once its addresses are absolute
 */
export function sanitise(html: string, baseUrl: string, surroundings: HtmlSurroundings = {}): string {
  if (isSettled(html)) return html;
  const { frames = [] } = surroundings;
  const readable = readableHtml(withoutEmptyReferences(html), checkSize, { frames });
  let clean = sanitiseOnce(readable, baseUrl, surroundings);
  // Some nesting survives in no parser (a paragraph in a paragraph): each parse moves tags until they come to rest.
  // The same article must come out the same every time, or a re-import counts as a change.
  for (let pass = 1; pass < 8 && !isSettled(clean); pass++) {
    const next = sanitiseOnce(parseAsBrowser(clean, checkSize), baseUrl, surroundings);
    if (next === clean) break;
    clean = next;
  }
  return clean;
}

/** Removes references to no character. Parsers read U+FFFD there, which nobody wrote. */
function withoutEmptyReferences(html: string): string {
  return html.replace(/&#(?:x([0-9a-f]{1,8})|(\d{1,8}));?/gi, (reference, hexadecimal?: string, decimal?: string) => {
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? "" : reference;
  });
}

/** One pass of `sanitise`. */
export function sanitiseOnce(html: string, baseUrl: string, surroundings: HtmlSurroundings = {}): string {
  const { hasAddress = true, frames = [], ownHosts = [] } = surroundings;
  let attributeLength = 0;
  const clean = sanitizeHtml(xmlSafe(html), {
    ...options,
    ...(frames.length > 0 && frameOptions),
    ...createNestingGuard(),
    transformTags: {
      img: (tagName, rawAttributes) => {
        const attribs = withLazyAddresses(rawAttributes);
        const { src, srcset } = absoluteAttributes(attribs, baseUrl, hasAddress);
        // A tag that is not allowed is dropped, and its text stays. `exclusiveFilter` would copy all text before it.
        return src !== undefined || srcset !== undefined
          ? { tagName, attribs }
          : { tagName: "img-without-address", attribs: {}, text: rawAttributes.alt?.trim() ?? "" };
      },
      "*": (tagName, rawAttributes) => {
        const attribs = absoluteAttributes(completedAttributes(tagName, rawAttributes, ownHosts), baseUrl, hasAddress);
        // A short relative address becomes long, so the sum is checked before many of them fill the memory.
        for (const value of Object.values(attribs)) attributeLength += value.length;
        checkSize(attributeLength);
        const isKept = tagName !== "iframe" || isKeptFrame(attribs.src ?? "", frames);
        return { tagName: isKept ? tagName : "iframe-without-address", attribs };
      },
    },
  });
  checkSize(clean.length);
  return xmlSafe(clean).replace(/\r\n?/g, "\n").replaceAll("]]>", "]]&gt;").trim();
}

/** Completes what readers need: controls of a player that does not play by itself, and the limits of a frame. */
function completedAttributes(
  tagName: string,
  attributes: sanitizeHtml.Attributes,
  ownHosts: readonly string[],
): sanitizeHtml.Attributes {
  if (tagName === "iframe") {
    const isOwn = ownHosts.includes(URL.parse(attributes.src ?? "")?.hostname ?? "");
    const rights = frameRights.filter((right) => !isOwn || right !== "allow-same-origin");
    return { ...attributes, sandbox: rights.join(" "), ...frameLimits };
  }
  if (tagName === "source") return withLazyAddresses(attributes);
  if (tagName !== "audio" && tagName !== "video") return attributes;
  const isDecoration = "muted" in attributes && "loop" in attributes;
  return "controls" in attributes || isDecoration ? attributes : { ...attributes, controls: "" };
}

function checkSize(size: number): void {
  if (size <= limits.content) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `The HTML is too long after it was cleaned and its addresses were made absolute: ${describeExcess(size, "characters", limits.content)}.`,
  );
}

function absoluteAttributes(
  attribs: sanitizeHtml.Attributes,
  baseUrl: string,
  hasAddress: boolean,
): sanitizeHtml.Attributes {
  const absolute: sanitizeHtml.Attributes = {};
  for (const [name, rawValue] of Object.entries(attribs)) {
    const isInside = name === "href" && !hasAddress && rawValue.trim().startsWith("#");
    const value = isInside ? fragmentOf(xmlSafe(rawValue)) : absoluteValue(name, xmlSafe(rawValue), baseUrl);
    if (value !== undefined) absolute[name] = value;
  }
  return absolute;
}

function absoluteValue(name: string, value: string, baseUrl: string): string | undefined {
  if (name === "href" && /^\s*(?:mailto|tel):/i.test(value)) return withinLength(limits.url, contactUrl(value));
  if (name === "id") return footnoteId.test(value) ? value : undefined;
  if (name === "href" && value.startsWith("#") && footnoteId.test(value.slice(1))) return value;
  if (["href", "src", "poster", "cite"].includes(name)) return absoluteUrl(value, baseUrl);
  if (name === "srcset") {
    return withinLength(limits.srcset, absoluteSrcset(withinLength(limits.srcset, value) ?? "", baseUrl)) || undefined;
  }
  return value;
}

/** Reads a link inside an article as browsers do. */
function fragmentOf(link: string): string | undefined {
  const fragment = URL.parse(link.trim(), "https://here.invalid/")?.hash || "#";
  return withinLength(limits.url, fragment);
}

/** Reads a mailto or tel address. Characters that no URI may hold (RFC 3986, appendix A) are percent-encoded. */
function contactUrl(address: string): string {
  return address
    .trim()
    .replace(/[\t\n\r]/g, "")
    .replace(/[\s\p{Cc}"<>\\^`{|}]/gu, (character) => encodeURIComponent(character));
}

function withinLength(length: number, value: string): string | undefined {
  return value.length <= length ? value : undefined;
}

/**
 * Keeps the readable candidates of a `srcset` (https://html.spec.whatwg.org/multipage/images.html#srcset-attributes).
 * The second of two commas is percent-encoded, because sanitize-html takes time in the square of their number.
 */
function absoluteSrcset(srcset: string, baseUrl: string): string {
  const candidates: string[] = [];
  for (const [, address = "", descriptor = ""] of srcset.matchAll(/([^\s,](?:\S*[^\s,])?)(?:\s+([^,]*))?(?:,|$)/g)) {
    const url = absoluteUrl(address, baseUrl);
    const size = descriptor.trim();
    if (url !== undefined && /^(?:[1-9]\d{0,5}w|[1-9]\d{0,3}(?:\.\d{1,3})?x|0\.\d{1,3}x)?$/.test(size)) {
      candidates.push(`${url.replaceAll(",,", ",%2C")} ${size}`.trim());
    }
  }
  return candidates.join(", ");
}
