import { parse as parseToml, TomlError } from "smol-toml";
import { parseDocument } from "yaml";
import { limits } from "../article/limits.ts";
import { isMembers } from "../article/members.ts";
import { describeExcess } from "../article/mistakes.ts";
import { restrictionOf } from "../article/restriction.ts";
import { CourantError, messageOf } from "../errors.ts";
import { indentContinuations } from "./front-matter-indent.ts";
import { headerFields, statesInExport } from "./header-lines.ts";
import { endOfJsonObject, parseBoundedJson } from "./json-syntax.ts";
import { Skip } from "./skip.ts";

type Fields = Record<string, unknown>;

/** Front matter: its members, its text, and the number of the file's line on which that text begins. */
export type FrontMatter = { fields: Fields; source: string; firstLine: number };

/** The lines that open front matter, with the language that Eleventy lets them name, and its reader. */
const fences = [
  { fence: "+++", pattern: /^\+\+\+[ \t]*\n(?:([\s\S]*?)\n)??\+\+\+[ \t]*(?:\n|$)/, read: fieldsOfToml },
  { fence: "---", pattern: /^---toml[ \t]*\n(?:([\s\S]*?)\n)??---[ \t]*(?:\n|$)/, read: fieldsOfToml },
  { fence: "---", pattern: /^---json[ \t]*\n(?:([\s\S]*?)\n)??---[ \t]*(?:\n|$)/, read: fieldsOfJson },
  { fence: "---", pattern: /^---(?:ya?ml)?[ \t]*\n(?:([\s\S]*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|$)/, read: fieldsOfYaml },
];

/**
 * Splits Markdown into its body and its front matter, which is YAML between `---`, TOML between `+++`, or an object of
 * JSON.
 * `bodyLine`: the number of the file's line on which the body begins.
 * @throws ARTICLE_INVALID with the line in the file for front matter that is too long or cannot be read
 */
export function splitFrontMatter(text: string): FrontMatter & { body: string; bodyLine: number } {
  const json = splitJson(text);
  if (json !== undefined) return json;
  for (const { fence, pattern, read } of fences) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const source = match[1] ?? "";
    if (source.length > limits.frontMatter) {
      const excess = describeExcess(source.length, "characters", limits.frontMatter);
      throw invalid(2, `it is too long: ${excess}; is its closing ${fence} missing?`);
    }
    const body = text.slice(match[0].length);
    return { fields: read(source), source, firstLine: 2, body, bodyLine: countLines(match[0]) };
  }
  if (/^\+\+\+[ \t]*(?:\n|$)/.test(text)) throw invalid(1, "its closing +++ is missing");
  return { fields: {}, source: "", firstLine: 1, body: text, bodyLine: 1 };
}

/** Splits off an object of JSON at the top, which Hugo takes for front matter. Other text in braces is a body. */
function splitJson(text: string): ReturnType<typeof splitFrontMatter> | undefined {
  if (!/^\{\s*"/.test(text)) return undefined;
  const end = endOfJsonObject(text.slice(0, limits.frontMatter));
  const source = end === undefined ? "" : text.slice(0, end);
  const rest = end === undefined ? "" : text.slice(end);
  if (end === undefined || !/^[ \t]*(?:\n|$)/.test(rest)) return undefined;
  const fields = fieldsOfJson(source, 1);
  if (!Object.keys(fields).some((name) => /^(?:title|date|description|tags|categories|draft|url)$/i.test(name))) {
    return undefined;
  }
  const body = rest.replace(/^[ \t]*\n?/, "");
  const bodyLine = countLines(text.slice(0, text.length - body.length));
  return { fields, source, firstLine: 1, body, bodyLine };
}

function countLines(text: string): number {
  return text.split("\n").length;
}

function fieldsOfJson(source: string, firstLine = 2): Fields {
  try {
    const fields = parseBoundedJson(source);
    if (isMembers(fields)) return fields;
  } catch (error) {
    throw invalid(firstLine, messageOf(error));
  }
  throw invalid(firstLine, 'expected an object, for example { "title": "A headline" }');
}

/** Reads TOML (https://toml.io/en/v1.0.0), which Hugo and Zola use. Dates become text. */
function fieldsOfToml(source: string): Fields {
  try {
    return JSON.parse(JSON.stringify(parseToml(source, { integersAsBigInt: false })));
  } catch (error) {
    const line = error instanceof TomlError ? error.line + 1 : 2;
    throw invalid(line, (messageOf(error).split("\n", 1)[0] ?? "").replace(/^Invalid TOML document: /, ""));
  }
}

/** Reads YAML as the parsers of site generators do: of two members with one name, the last counts. */
function fieldsOfYaml(yaml: string): Fields {
  const options = { logLevel: "silent", uniqueKeys: false } as const;
  const strict = parseDocument(yaml, options);
  const tolerant = strict.errors.length === 0 ? strict : parseDocument(indentContinuations(yaml), options);
  const document = tolerant.errors.length === 0 ? tolerant : strict;
  const [error] = document.errors;
  if (error !== undefined) {
    // The opening fence is line 1 of the file, so YAML's first line is line 2.
    throw invalid(
      (error.linePos?.[0].line ?? 0) + 1,
      (error.message.split("\n", 1)[0] ?? "").replace(/ at line \d+, column \d+:?$/, ""),
    );
  }
  try {
    const fields: unknown = document.toJS() ?? {};
    if (isMembers(fields)) return fields;
  } catch (cause) {
    throw invalid(1, messageOf(cause));
  }
  throw invalid(2, "expected names and values, for example title: A headline");
}

/**
 * Checks the front matter or header before a text, even if it is not valid front matter.
 * @throws Skip when it says that the text is not meant for everybody
 */
export function refuseRestrictedText(text: string): void {
  const lines = text.replace(/\r\n?/g, "\n");
  refuseRestricted(fieldsIfReadable(lines) ?? headerFields(lines));
  const state = statesInExport(lines)?.find((each) => !/^publish/i.test(each));
  if (state !== undefined) {
    throw new Skip(
      "It is an export of Movable Type, and not all of its entries are published. Export the published ones only.",
    );
  }
}

function refuseRestricted(fields: Fields): void {
  const restriction = restrictionOf(fields);
  if (restriction === undefined) return;
  throw new Skip(`It is not meant for everybody: take ${restriction} out of its front matter to publish it.`);
}

/** Reads the front matter. Returns undefined when there is none, or it cannot be read. */
function fieldsIfReadable(text: string): Fields | undefined {
  try {
    const { fields, body } = splitFrontMatter(text);
    return body === text ? undefined : fields;
  } catch (error) {
    if (error instanceof CourantError) return undefined;
    throw error;
  }
}

function invalid(line: number, problem: string): CourantError {
  return new CourantError("ARTICLE_INVALID", `The front matter cannot be read, line ${line}: ${problem}`);
}
