import sanitizeHtml from "sanitize-html";
import { CourantError } from "../errors.ts";
import { parseAsBrowser } from "./html-parser.ts";
import { limits } from "./limits.ts";
import { tooMany } from "./mistakes.ts";
import { nestingGuard } from "./nesting.ts";
import { xmlSafe } from "./plain-text.ts";
import { absoluteUrl } from "./url.ts";

const media = ["audio", "img", "picture", "source", "track", "video"];
const size = ["width", "height"];
const cell = ["colspan", "rowspan", "headers", "abbr", "scope"];

/** The ids of footnotes and of what refers to them, made so that no two articles share one. Others go. */
const footnoteId = /^fn(?:ref)?-[0-9a-f]{8}-\d{1,5}(?::\d{1,5})?$/;

const options: sanitizeHtml.IOptions = {
  allowedTags: [...sanitizeHtml.defaults.allowedTags, ...media, "del", "details", "ins", "summary"],
  allowedAttributes: {
    "*": ["lang", "dir", "title"],
    a: ["href", "hreflang", "id", "rel", "type"],
    audio: ["src", "controls", "loop", "muted", "preload"],
    blockquote: ["cite"],
    col: ["span"],
    colgroup: ["span"],
    data: ["value"],
    del: ["cite", "datetime"],
    details: ["open"],
    img: ["src", "srcset", "sizes", "alt", "loading", ...size],
    ins: ["cite", "datetime"],
    li: ["id", "value"],
    ol: ["start", "reversed", "type"],
    q: ["cite"],
    source: ["src", "srcset", "sizes", "media", "type", ...size],
    td: cell,
    th: cell,
    time: ["datetime"],
    track: ["src", "srclang", "kind", "label", "default"],
    video: ["src", "poster", "controls", "loop", "muted", "preload", "playsinline", ...size],
  },
  allowedClasses: { code: ["language-*"] },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowProtocolRelative: false,
  selfClosing: ["br", "col", "hr", "img", "source", "track", "wbr"],
  nonTextTags: [
    ...["button", "iframe", "noembed", "noframes", "object", "option"],
    ...["script", "style", "svg", "template", "textarea", "title", "xmp"],
  ],
  nestingLimit: 200,
};

/**
 * HTML fit for feeds: no scripts, styles, frames, forms or handlers; every URL absolute, and http, https, mailto or
 * tel, but for links between an article and its footnotes; every element closed and at a place where it may stand; only characters that XML 1.0 allows; no `]]>`, which
 * would end a CDATA section. Idempotent.
 * Addresses beyond `limits` are dropped.
 * @param baseUrl the absolute URL against which relative ones resolve
 * @throws ARTICLE_INVALID for HTML that is nested too deep, or too long once its addresses are absolute
 */
export function sanitise(html: string, baseUrl: string): string {
  let clean = sanitiseOnce(withoutEmptyReferences(html), baseUrl);
  // Where HTML is nested in ways that no parser keeps (a paragraph in a paragraph), parsing it moves tags, and only
  // a second look finds them at rest. Article after article must come out the same, or a re-import counts as a change.
  for (let pass = 1; pass < 8; pass++) {
    const again = sanitiseOnce(parseAsBrowser(clean, checkSize), baseUrl);
    if (again === clean) break;
    clean = again;
  }
  return clean;
}

/** The same without references to no character: parsers read U+FFFD there, which nobody wrote. */
function withoutEmptyReferences(html: string): string {
  return html.replace(/&#(?:x([0-9a-f]{1,8})|(\d{1,8}));?/gi, (reference, hexadecimal?: string, decimal?: string) => {
    const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
    return code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? "" : reference;
  });
}

function sanitiseOnce(html: string, baseUrl: string): string {
  let size = 0;
  const clean = sanitizeHtml(xmlSafe(html), {
    ...options,
    ...nestingGuard(),
    transformTags: {
      "*": (tagName, typed) => {
        const attribs = absoluteAttributes(typed, baseUrl);
        // A short relative address becomes long: many of them are stopped before they fill the memory.
        for (const value of Object.values(attribs)) size += value.length;
        checkSize(size);
        // A tag that is not allowed goes; `exclusiveFilter` would copy all that stands before it, each time.
        const shows = tagName !== "img" || attribs.src !== undefined || attribs.srcset !== undefined;
        return { tagName: shows ? tagName : "img-without-address", attribs };
      },
    },
  });
  checkSize(clean.length);
  return xmlSafe(clean).replace(/\r\n?/g, "\n").replaceAll("]]>", "]]&gt;").trim();
}

function checkSize(size: number): void {
  if (size <= limits.content) return;
  throw new CourantError(
    "ARTICLE_INVALID",
    `The HTML is too long once it is cleaned and its addresses are absolute: ${tooMany(size, "characters", limits.content)}.`,
  );
}

function absoluteAttributes(attribs: sanitizeHtml.Attributes, baseUrl: string): sanitizeHtml.Attributes {
  const absolute: sanitizeHtml.Attributes = {};
  for (const [name, typed] of Object.entries(attribs)) {
    const value = absoluteValue(name, xmlSafe(typed), baseUrl);
    if (value !== undefined) absolute[name] = value;
  }
  return absolute;
}

function absoluteValue(name: string, value: string, baseUrl: string): string | undefined {
  if (name === "href" && /^\s*(?:mailto|tel):/i.test(value)) return upTo(limits.url, contactUrl(value));
  if (name === "id") return footnoteId.test(value) ? value : undefined;
  if (name === "href" && value.startsWith("#") && footnoteId.test(value.slice(1))) return value;
  if (name === "href") return readableUrl(value, baseUrl);
  if (name === "src" || name === "poster" || name === "cite") return readableUrl(value, baseUrl);
  if (name === "srcset") {
    return upTo(limits.srcset, absoluteSrcset(upTo(limits.srcset, value) ?? "", baseUrl)) || undefined;
  }
  return value;
}

/** An address of a person as people type it; what no URI may hold (RFC 3986, appendix A) is percent-encoded. */
function contactUrl(typed: string): string {
  return typed
    .trim()
    .replace(/[\t\n\r]/g, "")
    .replace(/[\s\p{Cc}"<>\\^`{|}]/gu, (character) => encodeURIComponent(character));
}

function upTo(length: number, value: string): string | undefined {
  return value.length <= length ? value : undefined;
}

/** As browsers read an address in HTML: line breaks and tabs in it do not count, a blank is %20. */
function readableUrl(typed: string, baseUrl: string): string | undefined {
  return absoluteUrl(
    typed
      .trim()
      .replace(/[\t\n\r]/g, "")
      .replaceAll(" ", "%20"),
    baseUrl,
  );
}

/**
 * The candidates that can be read (https://html.spec.whatwg.org/multipage/images.html#srcset-attributes).
 * Of two commas in a row one is percent-encoded: sanitize-html takes time in square of their number.
 */
function absoluteSrcset(srcset: string, baseUrl: string): string {
  const candidates: string[] = [];
  for (const [, typed = "", descriptor = ""] of srcset.matchAll(/([^\s,](?:\S*[^\s,])?)(?:\s+([^,]*))?(?:,|$)/g)) {
    const url = absoluteUrl(typed, baseUrl);
    const size = descriptor.trim();
    if (url !== undefined && /^(?:[1-9]\d{0,5}w|[1-9]\d{0,3}(?:\.\d{1,3})?x|0\.\d{1,3}x)?$/.test(size)) {
      candidates.push(`${url.replaceAll(",,", ",%2C")} ${size}`.trim());
    }
  }
  return candidates.join(", ");
}
