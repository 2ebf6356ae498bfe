import { exportStart } from "../article/export-record.ts";
import { CourantError } from "../errors.ts";
import { isGhost } from "./ghost.ts";
import { formatsByExtension, type ImportFormat } from "./import-formats.ts";
import { parseBoundedJson } from "./json-syntax.ts";
import { rootNameOf } from "./xml.ts";

const formatsByMediaType: Record<string, ImportFormat> = {
  "text/plain": "text",
  "text/markdown": "markdown",
  "text/x-markdown": "markdown",
  "application/json": "json",
  "application/feed+json": "json",
  "application/ndjson": "ndjson",
  "application/x-ndjson": "ndjson",
  "application/jsonl": "ndjson",
  "application/x-jsonlines": "ndjson",
  "application/json-seq": "ndjson",
  "application/rss+xml": "feed",
  "application/atom+xml": "feed",
  "application/rdf+xml": "feed",
  "application/xml": "feed",
  "text/xml": "feed",
  "text/html": "html",
  "application/xhtml+xml": "html",
};

const supportedFormats =
  "Courant imports text, Markdown, HTML pages, JSON (articles or a JSON Feed), NDJSON, RSS, Atom, and exports of WordPress and Ghost.";

/**
 * Detects the format of an input: from the option, else the extension, else the media type, else the content. For an
 * address the media type comes before the extension, unless it says only that the input is text. XML and HTML, and
 * exports of WordPress and Ghost, are always recognised by their content.
 * @throws FORMAT_UNKNOWN for bytes that are not text or not declared as text, and for OPML
 */
export function detectFormat(
  input: { name: string | undefined; mediaType?: string | undefined; text: string },
  options: { format?: ImportFormat | undefined },
): ImportFormat {
  const name = input.name ?? "The input";
  if (/\0|^(?:\uFFFD\uFFFD|\uFFFE|\u00FF\u00FE|\u00FE\u00FF|%PDF-)/.test(input.text)) {
    throw new CourantError("FORMAT_UNKNOWN", `${name} is not text in UTF-8. ${supportedFormats}`);
  }
  if (options.format !== undefined) return options.format;
  const isAddress = /^https?:\/\//i.test(name);
  const path = isAddress ? (URL.parse(name)?.pathname ?? "") : name;
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const mediaType = (input.mediaType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const [formatOfName, formatOfMediaType] = [
    formatIn(formatsByExtension, extension),
    formatIn(formatsByMediaType, mediaType),
  ];
  const format =
    isAddress && mediaType !== "text/plain" ? (formatOfMediaType ?? formatOfName) : (formatOfName ?? formatOfMediaType);
  if (format !== undefined) return refineFormat(format, input.text, name);
  if (/^(?:image|audio|video|font)\/|^application\/(?:pdf|zip)$/.test(mediaType)) {
    throw new CourantError(
      "FORMAT_UNKNOWN",
      `${name} is sent as ${mediaType}. ${supportedFormats} If it is one of these, send it with its own media type or say the format.`,
    );
  }
  return guessFormat(input.text, name);
}

/** Refines a format that stands for several, such as markup or JSON. */
function refineFormat(format: ImportFormat, text: string, name: string): ImportFormat {
  if (format === "feed" || format === "html") return markupFormat(text, name) ?? format;
  if (format === "text" && rootNameOf(text)?.toLowerCase() === "rss") return markupFormat(text, name) ?? format;
  return format === "json" && isGhost(text) ? "ghost" : format;
}

/** Detects the format of XML or HTML by its outermost element. */
function markupFormat(text: string, name: string): ImportFormat | undefined {
  const root = rootNameOf(text)?.replace(/^.*:/, "").toLowerCase();
  if (root === "rss") return isWxr(text) ? "wxr" : "feed";
  if (root === "feed" || root === "rdf") return "feed";
  if (root === "html") return "html";
  if (root !== "opml") return undefined;
  throw new CourantError(
    "FORMAT_UNKNOWN",
    `${name} is OPML: a list of feeds, no articles. Name it under “subscriptions” in the configuration, and the feeds in it are watched.`,
  );
}

/** Tells whether the beginning of RSS shows an export of WordPress. The reader of feeds recognises later signs. */
function isWxr(text: string): boolean {
  return /<rss\b[^<>]*https?:\/\/(?:www\.)?wordpress\.org\/export\/|<[\w.-]+:wxr_version\b/i.test(
    text.slice(0, 65_536),
  );
}

function formatIn(formats: Readonly<Record<string, ImportFormat>>, name: string): ImportFormat | undefined {
  return Object.hasOwn(formats, name) ? formats[name] : undefined;
}

function guessFormat(text: string, name: string): ImportFormat {
  if (/^(?:---|\+\+\+)[ \t]*\r?\n/.test(text)) return "markdown";
  const markup = markupFormat(text, name);
  if (markup !== undefined) return markup;
  if (/^\s*<!doctype html\b/i.test(text)) return "html";
  if (/^\s*<(?:\?xml|!doctype)[\s>]/i.test(text)) return "feed";
  if (!/^\s*[{[]/.test(text)) return "text";
  if (text.startsWith(exportStart)) return "ndjson";
  if (isGhost(text)) return "ghost";
  if (isJson(text)) return "json";
  if (text.trimStart().startsWith("{") && isJson(text.trimStart().split("\n", 1)[0] ?? "")) return "ndjson";
  // It is better to report a broken document as broken JSON than to publish its source as an article.
  return /^\s*(?:\{\s*"|\[\s*\{)/.test(text) ? "json" : "text";
}

function isJson(text: string): boolean {
  try {
    parseBoundedJson(text);
    return true;
  } catch {
    return false;
  }
}
