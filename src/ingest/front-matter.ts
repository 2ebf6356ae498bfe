import { parse as parseToml, TomlError } from "smol-toml";
import { parseDocument } from "yaml";
import { limits } from "../article/limits.ts";
import { tooMany } from "../article/mistakes.ts";
import { restrictionOf } from "../article/restriction.ts";
import { CourantError, messageOf } from "../errors.ts";
import { yamlDate } from "./dates.ts";
import { headerFields, statesInExport } from "./header-lines.ts";
import { isMembers } from "./json.ts";
import { Skip } from "./skip.ts";

type Fields = Record<string, unknown>;

/**
 * Splits Markdown into its front matter, YAML between `---` or TOML between `+++`, and its body.
 * @throws ARTICLE_INVALID naming the file's line when the front matter cannot be read or is too long
 */
export function splitFrontMatter(text: string): { fields: Fields; body: string } {
  const toml = /^\+\+\+[ \t]*\n(?:([\s\S]*?)\n)??\+\+\+[ \t]*(?:\n|$)/.exec(text);
  if (toml === null && /^\+\+\+[ \t]*(?:\n|$)/.test(text)) throw invalid(1, "its closing +++ is missing");
  const match = toml ?? /^---[ \t]*\n(?:([\s\S]*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  if (match === null) return { fields: {}, body: text };
  const source = match[1] ?? "";
  if (source.length > limits.frontMatter) {
    const excess = tooMany(source.length, "characters", limits.frontMatter);
    throw invalid(2, `it is too long: ${excess}; is its closing ${text.slice(0, 3)} missing?`);
  }
  return { fields: toml ? fieldsOfToml(source) : fieldsOfYaml(source), body: text.slice(match[0].length) };
}

/** TOML (https://toml.io/en/v1.0.0), as Hugo and Zola have it; dates become text. */
function fieldsOfToml(source: string): Fields {
  try {
    return JSON.parse(JSON.stringify(parseToml(source, { integersAsBigInt: false })));
  } catch (error) {
    const line = error instanceof TomlError ? error.line + 1 : 2;
    throw invalid(line, (messageOf(error).split("\n", 1)[0] ?? "").replace(/^Invalid TOML document: /, ""));
  }
}

function fieldsOfYaml(yaml: string): Fields {
  const document = parseDocument(yaml, { logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) {
    // The opening fence is the file's first line, so that YAML's first line is the file's second.
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
 * Looks at what stands before a text, whether or not it is front matter that can be read.
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

/** @returns undefined where there is no front matter, or none that can be read */
function fieldsIfReadable(text: string): Fields | undefined {
  try {
    const { fields, body } = splitFrontMatter(text);
    return body === text ? undefined : fields;
  } catch (error) {
    if (error instanceof CourantError) return undefined;
    throw error;
  }
}

/** A date of publication that is later than the article's own holds it back until then, as Hugo has it. */
function later(date: unknown, publication: unknown): unknown {
  if (date === undefined || publication === undefined) return date ?? publication;
  return Date.parse(String(publication)) > Date.parse(String(date)) ? publication : date;
}

function invalid(line: number, problem: string): CourantError {
  return new CourantError("ARTICLE_INVALID", `The front matter cannot be read, line ${line}: ${problem}`);
}

/**
 * Front matter in the names that Hugo, Jekyll and others use, as members of an article; other names are ignored.
 */
export function articleFields(fields: Fields): Fields {
  const first = (...names: string[]) =>
    names.map((name) => fields[name]).find((value) => value !== undefined && value !== null && value !== "");
  const published = typeof fields.published === "boolean" ? undefined : "published";
  const image = first("image", "cover", "featured_image", "thumbnail") ?? [fields.images].flat()[0];
  return {
    id: text(fields.id),
    url: first("url", "canonical", "canonical_url", "canonicalURL", "link") ?? permalink(fields.permalink),
    title: text(fields.title),
    summary: text(first("summary", "description", "excerpt")),
    authors: people(first("authors", "author")),
    tags: [...words(fields.tags), ...words(fields.categories)],
    language: first("language", "lang"),
    date_published: later(
      timestamp(first("date_published", "date", ...(published ? [published] : []))),
      timestamp(first("publishDate", "pubDate")),
    ),
    date_modified: timestamp(first("date_modified", "updated", "lastmod", "last_modified_at", "modified")),
    image: isMembers(image) ? (image.url ?? image.src ?? image.path ?? image.image) : image,
    _courant: {
      expires: timestamp(first("expires", "expiryDate")),
      ...(isMembers(image) && {
        image_credit: text(image.credit),
        image_description: text(image.caption ?? image.description ?? image.alt),
      }),
    },
  };
}

/** Where the page stands; a pattern with placeholders, as `/:year/:title/`, says nothing of a single one. */
function permalink(value: unknown): unknown {
  return typeof value === "string" && /^(?:https?:\/\/[^/]|\/)[^{}]*$/i.test(value) && !value.includes("/:")
    ? value
    : undefined;
}

/** A title such as 1984 is a number in YAML. */
function text(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function words(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.map(text);
  if (typeof value === "string") return value.split(",");
  return value === undefined || value === null ? [] : [text(value)];
}

function people(value: unknown): unknown {
  if (value === undefined) return undefined;
  return [value].flat().map((person) => {
    if (!isMembers(person)) return { name: person };
    return { name: person.name, url: person.url, avatar: person.avatar };
  });
}

/** A date as YAML has it in RFC 3339; what is none stays as it is, to be named. */
function timestamp(value: unknown): unknown {
  return typeof value === "string" ? (yamlDate(value.trim()) ?? value) : value;
}
