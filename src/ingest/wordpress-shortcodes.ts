import { isReference, parseAttributes, type ShortcodeAttributes } from "./shortcode-attributes.ts";
import { codeIn } from "./wordpress-code.ts";
import { embedLines, embedOf, isEmbed } from "./wordpress-embeds.ts";
import { figureOf, galleryOf, mediaOfShortcode, playlistOf, type WxrFiles } from "./wordpress-media.ts";

const shortcodePattern = /\[(\[?)(\/?)([a-z][\w-]*)((?:[\s=][^[\]]*)?)\/?\](\]?)/gi;

/** Shortcodes that mean something without attributes, beside those for media. */
const standaloneNames = new Set(["toc", "contact-form", "contact-form-7"]);
const captionNames = new Set(["caption", "wp_caption"]);
const fileNames = new Set(["gallery", "slideshow", "playlist", "audio", "video"]);

/** A shortcode that was left out. `reason`: why, if others of its name are not. `index`: the characters before it. */
export type LeftOutShortcode = { tag: string; reason?: string; index: number };

/** HTML without shortcodes, and what was left out of it: for each name the first one. */
export type ReplacedShortcodes = { html: string; leftOut: LeftOutShortcode[] };

/** The surroundings of a post: its id, and the files of the export. */
export type PostSurroundings = WxrFiles & { postId: string };

const noSurroundings: PostSurroundings = { postId: "", attachments: new Map(), uploads: new Map() };

/**
 * Replaces WordPress's shortcodes by what they show. Code becomes an element of code, a caption a figure, a gallery its
 * pictures, a button a link, and media and embedded addresses players or links. Any other shortcode goes, and leaves the content that it
 * encloses. Words in brackets that are no shortcodes, such as `[sic]`, stay.
 */
export function replaceShortcodes(html: string, post: PostSurroundings = noSurroundings): ReplacedShortcodes {
  const leftOut = new Map<string, LeftOutShortcode>();
  const leave = (found: LeftOutShortcode) => {
    const key = `${found.tag} ${found.reason ?? ""}`;
    if (!leftOut.has(key)) leftOut.set(key, found);
  };
  const parts = codeIn(html).map((part) =>
    "code" in part ? part.code : embedLines(replaceIn(part.html, part.index, post, leave)),
  );
  return { html: parts.join(""), leftOut: [...leftOut.values()] };
}

type Leave = (found: LeftOutShortcode) => void;

/** @param index the characters before the text */
function replaceIn(text: string, index: number, post: PostSurroundings, leave: Leave): string {
  if (!text.includes("[")) return text;
  const lastClosings = lastClosingsIn(text);
  const parts: string[] = [];
  let end = 0;
  for (const match of text.matchAll(shortcodePattern)) {
    if (match.index < end) continue;
    const [whole, before = "", slash = "", rawName = "", rawAttributes = "", after = ""] = match;
    parts.push(text.slice(end, match.index));
    const [name, place] = [rawName.toLowerCase(), index + match.index];
    const start = match.index + whole.length - after.length;
    end = match.index + whole.length;
    // Doubled brackets show a shortcode instead of using it.
    if (before !== "" && after !== "") {
      parts.push(whole.slice(1, -1));
      continue;
    }
    const attributeText = rawAttributes.replace(/(?<=^|["'\s])\/\s*$/, "");
    const hasClosing = (lastClosings.get(name) ?? -1) >= start;
    const isShown = isMediaName(name) || isButton(name, attributeText);
    if (isShown && slash === "" && !isPhrase(name, attributeText, hasClosing)) {
      const closing = hasClosing ? closingAfter(text, name, start) : undefined;
      if (before !== "" && closing && text[closing.end] === "]") {
        parts.push(text.slice(match.index + 1, closing.end));
        end = closing.end + 1;
        continue;
      }
      const inner = closing && replaceIn(text.slice(start, closing.start), index + start, post, leave);
      const { html, missing } = replacementOf({ name, attributeText, inner }, post);
      if (missing !== undefined) leave({ tag: `[${name}]`, reason: missing, index: place });
      parts.push(before, html);
      end = closing?.end ?? start;
    } else if (isOther(name, slash, attributeText) || lastClosings.has(name)) {
      if (slash === "" || !isMediaName(name)) leave({ tag: `[${name}]`, index: place });
      parts.push(before, after);
    } else parts.push(whole);
  }
  return `${parts.join("")}${text.slice(end)}`;
}

/** Returns where each name is closed for the last time, so that no name is searched for in vain again and again. */
function lastClosingsIn(text: string): ReadonlyMap<string, number> {
  const closings = text.matchAll(/\[\/([a-z][\w-]*)\]/gi);
  return new Map([...closings].map(({ 1: name = "", index }) => [name.toLowerCase(), index]));
}

function closingAfter(text: string, name: string, start: number): { start: number; end: number } | undefined {
  const pattern = new RegExp(`\\[/${name}\\]`, "gi");
  pattern.lastIndex = start;
  const match = pattern.exec(text);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

function isMediaName(name: string): boolean {
  return captionNames.has(name) || fileNames.has(name) || isEmbed(name);
}

/** Tells whether a shortcode is a button with an address, as many themes have them. */
function isButton(name: string, attributeText: string): boolean {
  return /(?:^|[_-])(?:button|btn)$/.test(name) && addressOfButton(parseAttributes(attributeText)) !== undefined;
}

function addressOfButton({ named }: ShortcodeAttributes): string | undefined {
  const addresses = ["link", "url", "href"].flatMap((name) => named.get(name) ?? []);
  return addresses.find((address) => /^(?:https?:\/\/|\/|mailto:)\S/i.test(address));
}

/** Tells whether the name of a shortcode is only a word in brackets, such as `[map of the town]`. */
function isPhrase(name: string, attributeText: string, hasClosing: boolean): boolean {
  if (hasClosing || attributeText.startsWith("=")) return false;
  const { named, values } = parseAttributes(attributeText);
  if (named.size > 0) return false;
  return values.length === 0 ? isEmbed(name) && name !== "embed" : !values.some(isReference);
}

/** Tells whether a shortcode is one that is not for media. */
function isOther(name: string, slash: string, attributeText: string): boolean {
  return slash !== "" || /^\s[\s\S]*=\s*["'\w&]/.test(attributeText) || standaloneNames.has(name);
}

/** @param shortcode.inner what the shortcode encloses; undefined when it encloses nothing */
function replacementOf(
  shortcode: { name: string; attributeText: string; inner: string | undefined },
  post: PostSurroundings,
): { html: string; missing?: string | undefined } {
  const { name, attributeText, inner = "" } = shortcode;
  const attributes = parseAttributes(attributeText);
  if (captionNames.has(name)) {
    if (shortcode.inner !== undefined) return { html: figureOf(attributes, inner) };
    return { html: "", missing: attributes.named.has("caption") ? "it encloses nothing" : undefined };
  }
  if (isButton(name, attributeText)) {
    const label = inner || ["text", "label", "title"].flatMap((each) => attributes.named.get(each) || [])[0];
    const address = (addressOfButton(attributes) ?? "").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
    return { html: `<a href="${address}">${label ?? address}</a>` };
  }
  const file = { name, attributes, inner, postId: post.postId };
  if (name === "gallery" || name === "slideshow" || name === "playlist") {
    const { html, missing } = name === "playlist" ? playlistOf(file, post) : galleryOf(file, post);
    return { html: `${html}${inner}`, missing };
  }
  const html = fileNames.has(name) ? mediaOfShortcode(file, post) : embedOf(name, attributes, inner);
  return html === undefined ? { html: inner, missing: "it names nothing that can be shown" } : { html };
}
