import { exportStart } from "../article/export-record.ts";
import { CourantError } from "../errors.ts";
import { isGhost } from "./ghost.ts";
import { rootOf } from "./xml.ts";

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

/** The endings by which a file in a folder is known to be one of these formats, each in lower case and with its dot. */
export const importEndings: readonly string[] = Object.keys(byExtension).map((extension) => `.${extension}`);

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
  "Courant imports text, Markdown, HTML pages, JSON (articles or a JSON Feed), NDJSON, RSS, Atom, and exports of WordPress and Ghost.";

/**
 * The format of an input: what the option says, else its extension, else its media type, else what it looks like; of an
 * address the media type counts first, if it says more than that it is text. XML and HTML are told apart by what they are, as
 * are exports of WordPress and Ghost.
 * @throws FORMAT_UNKNOWN for bytes that are no text or declared to be none, and for OPML
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
  const isAddress = /^https?:\/\//i.test(name);
  const path = isAddress ? (URL.parse(name)?.pathname ?? "") : name;
  const extension = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  const mediaType = (input.mediaType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const [named, typed] = [own(byExtension, extension), own(byMediaType, mediaType)];
  const said = isAddress && mediaType !== "text/plain" ? (typed ?? named) : (named ?? typed);
  if (said !== undefined) return special(said, input.text, name);
  if (/^(?:image|audio|video|font)\/|^application\/(?:pdf|zip)$/.test(mediaType)) {
    throw new CourantError(
      "FORMAT_UNKNOWN",
      `${name} is sent as ${mediaType}. ${advice} If it is one of these, send it with its own media type or say the format.`,
    );
  }
  return looksLike(input.text, name);
}

/** What is said to be markup or JSON may be one of several. */
function special(format: ImportFormat, text: string, name: string): ImportFormat {
  if (format === "feed" || format === "html") return markupOf(text, name) ?? format;
  if (format === "text" && rootOf(text)?.toLowerCase() === "rss") return markupOf(text, name) ?? format;
  return format === "json" && isGhost(text) ? "ghost" : format;
}

/** What XML or HTML is, by its outermost element. */
function markupOf(text: string, name: string): ImportFormat | undefined {
  const root = rootOf(text)?.replace(/^.*:/, "").toLowerCase();
  if (root === "rss") return isWxr(text) ? "wxr" : "feed";
  if (root === "feed" || root === "rdf") return "feed";
  if (root === "html") return "html";
  if (root !== "opml") return undefined;
  throw new CourantError(
    "FORMAT_UNKNOWN",
    `${name} is OPML: a list of feeds, no articles. Name it under “subscriptions” in the configuration, and the feeds in it are watched.`,
  );
}

/** Whether RSS says in its beginning that it is an export of WordPress. Reading a feed finds what says it later. */
function isWxr(text: string): boolean {
  return /<rss\b[^<>]*https?:\/\/(?:www\.)?wordpress\.org\/export\/|<[\w.-]+:wxr_version\b/i.test(
    text.slice(0, 65_536),
  );
}

function own(formats: Record<string, ImportFormat>, name: string): ImportFormat | undefined {
  return Object.hasOwn(formats, name) ? formats[name] : undefined;
}

function looksLike(text: string, name: string): ImportFormat {
  if (/^(?:---|\+\+\+)[ \t]*\r?\n/.test(text)) return "markdown";
  const markup = markupOf(text, name);
  if (markup !== undefined) return markup;
  if (/^\s*<!doctype html\b/i.test(text)) return "html";
  if (/^\s*<(?:\?xml|!doctype)[\s>]/i.test(text)) return "feed";
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
