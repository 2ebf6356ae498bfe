import { formatCount, limits } from "../../article/limits.ts";
import { CourantError } from "../../errors.ts";
import { type CodeSearch, endOfCode, fence } from "./code-end.ts";
import { readContainer } from "./container.ts";
import { readBlockOfCode, readComponent } from "./mdx.ts";
import { readArguments, type Tag } from "./tag.ts";
import { definedLabels, readWikiLink } from "./wiki.ts";

/** Longer text between the marks of a tag is no tag. */
const maxTagLength = 4_000;

/** Characters that are read in vain, for tags that do not end, before the rest of a text is taken to have none such. */
const maxVainCharacters = 20_000_000;

/** A tag at a place of a text. `end`: the offset behind it. */
export type FoundTag = Omit<Tag, "line"> & { end: number };

/** Marks that a text cannot hold, because no XML can. They enclose the number of a tag in masked text. */
const [openMark, closeMark] = ["\uFDD0", "\uFDD1"];
const maskCharacters = /[\uFDD0\uFDD1]/g;

/** The number of a tag in masked text, also where it stands in an address. */
export const maskPattern = /(?:\uFDD0|%EF%B7%90)(\d+)(?:\uFDD1|%EF%B7%91)/g;

/** Text whose tags are masked, and the tags by their numbers. */
export type MaskedText = { text: string; tags: readonly Tag[] };

/**
 * Puts a number in place of each tag of a template language, so that Markdown can be read around the tags, whatever they
 * hold. Tags in code are masked, too: only who has read the Markdown knows what is code. Takes linear time.
 * @throws ARTICLE_INVALID for more tags than anybody writes
 * @param options.firstLine the number of the text's first line in its file
 * @param options.isMdx whether the text is MDX, which has components and expressions
 */
export function maskTags(source: string, { firstLine, isMdx }: { firstLine: number; isMdx: boolean }): MaskedText {
  const body = source.replace(maskCharacters, "");
  const starts = isMdx
    ? /\{\{[<%]|\{%|\{|<(?=[/A-Za-z>])|!?\[\[|^[ \t>]*:{3,}|^(?:import|export)\b/gm
    : /\{\{|\{%|!?\[\[|^[ \t>]*:{3,}/gm;
  const ends: Search = {
    ...findLastEnds(body),
    labels: definedLabels(body),
    codeEnds: new Map(),
    charactersLeft: maxVainCharacters,
  };
  const tags: Tag[] = [];
  const parts: string[] = [];
  let [done, line, counted] = [0, firstLine, 0];
  for (let start = starts.exec(body); start !== null; start = starts.exec(body)) {
    const code = /^\{[{%]/.test(start[0]) ? endOfCode(body, start.index, ends) : undefined;
    if (code !== undefined) {
      starts.lastIndex = code;
      continue;
    }
    const found = readTag(body, start[0], start.index, ends);
    if (found === undefined) continue;
    const { end, ...tag } = found;
    const from = end - tag.source.length;
    for (let at = body.indexOf("\n", counted); at !== -1 && at < from; at = body.indexOf("\n", counted)) {
      line++;
      counted = at + 1;
    }
    parts.push(body.slice(done, from), openMark, String(tags.length), closeMark);
    tags.push({ ...tag, line });
    if (tags.length > limits.templateTags) throw tooManyTags();
    done = end;
    starts.lastIndex = end;
    if (tag.name === "raw" && !tag.isClosing) starts.lastIndex = endOfRaw(body, end, ends);
  }
  return { text: tags.length === 0 ? body : `${parts.join("")}${body.slice(done)}`, tags };
}

function tooManyTags(): CourantError {
  return new CourantError(
    "ARTICLE_INVALID",
    `There are too many tags of a template language: expected at most ${formatCount(limits.templateTags)}. Split the article into several.`,
  );
}

/** The last places of the marks that end tags, so that marks that are never closed take no time. */
type LastEnds = Readonly<Record<">}}" | "%}}" | "}}" | "%}" | "raw", number>>;

function findLastEnds(text: string): LastEnds {
  const last = (mark: string) => text.lastIndexOf(mark);
  return { ">}}": last(">}}"), "%}}": last("%}}"), "}}": last("}}"), "%}": last("%}"), raw: last("endraw") };
}

/** A search for tags: where the marks stand last that end them, and how much may still be read in vain. */
type Search = LastEnds & CodeSearch & { labels: ReadonlySet<string> };

function readTag(text: string, start: string, at: number, search: Search): FoundTag | undefined {
  if (text[at - 1] === "\\" || search.charactersLeft <= 0) return undefined;
  const found = readTagAt(text, start, at, search);
  // Code begins or ends there.
  const tag = found && fence.test(found.source) ? undefined : found;
  if (tag === undefined) search.charactersLeft -= /^\{[{%]/.test(start) ? maxTagLength : maxTagLength / 10;
  return tag;
}

function readTagAt(text: string, start: string, at: number, ends: Search): FoundTag | undefined {
  if (start.endsWith(":")) return readContainer(text, at, at + start.length);
  if (start.endsWith("[")) return readWikiLink(text, at, ends.labels);
  if (/^(?:import|export)/.test(start)) return readBlockOfCode(text, at);
  const mark = text.slice(at, at + 3);
  if (mark === "{{<" || mark === "{{%") {
    const isAngle = mark === "{{<";
    const inner = innerText(text, at + 3, isAngle ? ">}}" : "%}}", ends);
    return inner === undefined ? undefined : readShortcode(`${mark}${inner}${isAngle ? ">}}" : "%}}"}`, at);
  }
  if (start === "<" || start === "{") return readComponent(text, at);
  const [open, close] = start === "{{" ? (["{{", "}}"] as const) : (["{%", "%}"] as const);
  const inner = innerText(text, at + 2, close, ends);
  if (inner === undefined) return undefined;
  const source = `${open}${inner}${close}`;
  return open === "{{" ? readOutput(source, at) : readStatement(source, at);
}

/** Returns the text up to the mark that ends a tag; undefined if there is none near, or a blank line before it. */
function innerText(text: string, start: number, close: Exclude<keyof LastEnds, "raw">, ends: LastEnds) {
  if (start > ends[close]) return undefined;
  const near = text.slice(start, start + maxTagLength);
  const end = near.indexOf(close);
  const inner = near.slice(0, Math.max(end, 0));
  return end === -1 || /\n[ \t]*\n/.test(inner) ? undefined : inner;
}

/** Code between these tags is read with its tags. */
const codeNames = /^(?:end)?highlight$/;

function readShortcode(source: string, at: number): FoundTag | undefined {
  const inner = source.slice(3, -3).trim();
  const end = at + source.length;
  const shown = /^\/\*(.*)\*\/$/s.exec(inner)?.[1];
  if (shown !== undefined) return textTag(`${source.slice(0, 3)}${shown}${source.slice(-3)}`, source, end);
  const [, slash, rawName = "", rest = ""] = /^(\/?)\s*([\w./-]{1,100})(.*)$/s.exec(inner) ?? [];
  const name = plainName(rawName);
  if (name === "" || codeNames.test(name)) return undefined;
  const tagArguments = readArguments(rest.replace(/\/\s*$/, ""));
  return { ...tagOf("shortcode", source, name, end), arguments: tagArguments, isClosing: slash === "/" };
}

function readStatement(source: string, at: number): FoundTag | undefined {
  const inner = source
    .slice(2, -2)
    .replace(/^[-~+]|[-~+]$/g, "")
    .trim();
  const end = at + source.length;
  const [, rawName = "", rest = ""] = /^([\w./-]{1,100})(.*)$/s.exec(inner) ?? [];
  const word = plainName(rawName);
  if (codeNames.test(word)) return undefined;
  const isClosing = /^end./.test(word) || word === "end";
  const name = isClosing ? word.slice(3) : word;
  if (/^(?:include|render|include_relative|include_cached|partial)$/.test(name) && !isClosing) {
    const [, file = "", parameters = ""] = /^\s*["']?([\w./-]{1,200})["']?,?(.*)$/s.exec(rest) ?? [];
    return { ...tagOf("statement", source, plainName(file) || name, end), arguments: readArguments(parameters) };
  }
  // Zola: {% quote(author="Ana") %}
  const called = /^\s*\((.*)\)\s*$/s.exec(rest)?.[1];
  return { ...tagOf("statement", source, name, end), arguments: readArguments(called ?? rest), isClosing };
}

function readOutput(source: string, at: number): FoundTag {
  const inner = source
    .slice(2, -2)
    .replace(/^[-~]|[-~]$/g, "")
    .trim();
  const end = at + source.length;
  if (/^(?:\/\*|!--|!)/.test(inner)) return textTag("", source, end);
  const [, name = "", called] = /^([\w.:-]{1,100})\s*\((.*)\)$/s.exec(inner) ?? [];
  return { ...tagOf("output", source, plainName(name), end), arguments: readArguments(called ?? inner) };
}

function tagOf(kind: Tag["kind"], source: string, name: string, end: number): FoundTag {
  return { kind, source, name, end, arguments: readArguments(""), isClosing: false, isSilent: silentNames.test(name) };
}

function textTag(shown: string, source: string, end: number): FoundTag {
  return { ...tagOf("text", source, "", end), arguments: { ...readArguments(""), text: shown }, isSilent: true };
}

/** Tags about the page, not about the article: where its beginning ends, and its table of contents. */
const silentNames =
  /^(?:raw|else|elsif|elseif|verbatim|more|toc|tableofcontents|table-of-contents|comment|break|clear|clearfix|br|rawhtml|raw-?html|unsafe|nomarkdown)$/;

/** Returns a name in small letters, without the folder and the ending of an included file. */
function plainName(name: string): string {
  return name
    .replace(/^.*\//s, "")
    .replace(/\.\w{1,10}$/, "")
    .toLowerCase();
}

/** Returns the place of the tag that ends raw text; the end of the text if there is none. */
function endOfRaw(text: string, start: number, ends: LastEnds): number {
  if (start > ends.raw) return start;
  const pattern = /\{%-?\s{0,20}endraw/g;
  pattern.lastIndex = start;
  return pattern.exec(text)?.index ?? start;
}
