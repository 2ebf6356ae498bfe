import { exportStart } from "../article/exported.ts";
import { CourantError } from "../errors.ts";
import { isGhost } from "./ghost.ts";
import { isWxr } from "./wxr.ts";

export const importFormats = ["text", "markdown", "json", "ndjson", "feed", "wxr", "ghost", "html"] as const;
export type ImportFormat = (typeof importFormats)[number];

const byExtension: Record<string, ImportFormat> = {
  txt: "text",
  text: "text",
  md: "markdown",
  markdown: "markdown",
  json: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
  xml: "feed",
  rss: "feed",
  atom: "feed",
  rdf: "feed",
  wxr: "wxr",
  html: "html",
  htm: "html",
  xhtml: "html",
};

const byMediaType: Record<string, ImportFormat> = {
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

const advice =
  "Courant imports text, Markdown, JSON (articles or a JSON Feed), NDJSON, RSS, Atom, HTML pages, and exports of WordPress and Ghost.";

/**
 * The format of an input: what the option says, else its extension, else its media type, else what it looks like.
 * An export of WordPress or Ghost is known by what it looks like, also where it is said to be XML or JSON.
 * @throws FORMAT_UNKNOWN for bytes that are no text or declared to be none, and for OPML and other XML
 */
export function detectFormat(
  input: { name: string | undefined; mediaType?: string | undefined; text: string },
  options: { format?: ImportFormat | undefined },
): ImportFormat {
  const name = input.name ?? "The input";
  if (/\0|^(?:\uFFFD\uFFFD|\uFFFE|\u00FF\u00FE|\u00FE\u00FF|%PDF-)/.test(input.text)) {
    throw new CourantError("FORMAT_UNKNOWN", `${name} is not text in UTF-8. ${advice}`);
  }
  if (options.format !== undefined) return options.format;
  const extension = /\.([^./\\]+)$/.exec(input.name ?? "")?.[1]?.toLowerCase() ?? "";
  const mediaType = (input.mediaType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const said = own(byExtension, extension) ?? own(byMediaType, mediaType);
  if (said !== undefined) return special(said, input.text);
  if (/^(?:image|audio|video|font)\/|^application\/(?:pdf|zip)$/.test(mediaType)) {
    throw new CourantError(
      "FORMAT_UNKNOWN",
      `${name} is sent as ${mediaType}. ${advice} If it is one of these, send it with its own media type or say the format.`,
    );
  }
  const isMarkup = extension === "opml" || /^(?:(?:text|application)\/\S+\+xml|text\/x-opml)$/.test(mediaType);
  if (isMarkup) {
    throw new CourantError("FORMAT_UNKNOWN", `${name} is XML that is no feed. ${advice}`);
  }
  return looksLike(input.text);
}

/** What is said to be a feed may be an export or a page, what is said to be a page a feed, and JSON an export. */
function special(format: ImportFormat, text: string): ImportFormat {
  if (format === "feed" && isHtml(text)) return "html";
  if (
    format === "html" &&
    /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:rss|feed|rdf:RDF)[\s>]/i.test(text.slice(0, 2_000))
  )
    return "feed";
  if (format === "feed" && isWxr(text)) return "wxr";
  return format === "json" && isGhost(text) ? "ghost" : format;
}

function isHtml(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)*<(?:!doctype\s+html|html|head|body)\b/i.test(
    text.slice(0, 2_000),
  );
}

function own(formats: Record<string, ImportFormat>, name: string): ImportFormat | undefined {
  return Object.hasOwn(formats, name) ? formats[name] : undefined;
}

function looksLike(text: string): ImportFormat {
  if (/^(?:---|\+\+\+)[ \t]*\r?\n/.test(text)) return "markdown";
  if (isHtml(text)) return "html";
  if (/^\s*<(?:\?xml|!doctype|rss|feed|rdf:RDF)[\s>]/i.test(text)) return special("feed", text);
  if (!/^\s*[{[]/.test(text)) return "text";
  if (text.startsWith(exportStart)) return "ndjson";
  if (isGhost(text)) return "ghost";
  if (parses(text)) return "json";
  if (text.trimStart().startsWith("{") && parses(text.trimStart().split("\n", 1)[0] ?? "")) return "ndjson";
  // A broken document is better reported as broken JSON than published as an article that shows its source.
  return /^\s*(?:\{\s*"|\[\s*\{)/.test(text) ? "json" : "text";
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
