import { parseDocument } from "yaml";
import { limits } from "../article/limits.ts";
import { tooMany } from "../article/mistakes.ts";
import { CourantError, messageOf } from "../errors.ts";
import { isMembers } from "./json.ts";

type Fields = Record<string, unknown>;

/**
 * Splits Markdown into its YAML front matter and its body.
 * @throws ARTICLE_INVALID naming the file's line when the YAML cannot be read or is too long, or when it is TOML
 */
export function splitFrontMatter(text: string): { fields: Fields; body: string } {
  if (/^\+\+\+[ \t]*(?:\n|$)/.test(text)) {
    throw invalid(1, "the front matter is TOML (+++), which Courant does not read; write it as YAML between --- lines");
  }
  const match = /^---[ \t]*\n(?:([\s\S]*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  if (match === null) return { fields: {}, body: text };
  const yaml = match[1] ?? "";
  if (yaml.length > limits.frontMatter) {
    throw invalid(
      2,
      `it is too long: ${tooMany(yaml.length, "characters", limits.frontMatter)}; is its closing --- missing?`,
    );
  }
  return { fields: parse(yaml), body: text.slice(match[0].length) };
}

function parse(yaml: string): Fields {
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

function invalid(line: number, problem: string): CourantError {
  return new CourantError("ARTICLE_INVALID", `The front matter cannot be read, line ${line}: ${problem}`);
}

/** Front matter in the names that Hugo, Jekyll and others use, as members of an article; other names are ignored. */
export function articleFields(fields: Fields): Fields {
  if (isYes(fields.draft) || fields.published === false) {
    throw new CourantError("ARTICLE_INVALID", "It is a draft: take draft: true out of the front matter to publish it.");
  }
  const first = (...names: string[]) =>
    names.map((name) => fields[name]).find((value) => value !== undefined && value !== null && value !== "");
  const published = typeof fields.published === "boolean" ? undefined : "published";
  const image = fields.image;
  return {
    id: text(fields.id),
    url: first("url", "canonical", "link"),
    title: text(fields.title),
    summary: text(first("summary", "description", "excerpt")),
    authors: people(first("authors", "author")),
    tags: [...words(fields.tags), ...words(fields.categories)],
    language: first("language", "lang"),
    date_published: timestamp(first("date_published", "date", ...(published ? [published] : []))),
    date_modified: timestamp(first("date_modified", "updated", "lastmod")),
    image: isMembers(image) ? (image.url ?? image.src ?? image.path) : image,
    _courant: isMembers(image)
      ? { image_credit: text(image.credit), image_description: text(image.caption ?? image.description ?? image.alt) }
      : undefined,
  };
}

function isYes(value: unknown): boolean {
  return value === true || (typeof value === "string" && /^(?:true|yes|on)$/i.test(value));
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

/** YAML's timestamps (https://yaml.org/type/timestamp.html) as RFC 3339; without a zone they are UTC. */
function timestamp(value: unknown): unknown {
  const match =
    typeof value === "string"
      ? /^(\d{4}-\d\d?-\d\d?)(?:[Tt]|[ \t]+)(\d\d?:\d\d)(:\d\d(?:\.\d+)?)?[ \t]*(Z|[+-]\d\d?(?::?\d\d)?)?$/.exec(
          value.trim(),
        )
      : null;
  if (match === null) return value;
  const [, day = "", minute = "", second = ":00", zone = "Z"] = match;
  const [hours = "", minutes = "00"] = zone.slice(1).split(/:|(?=\d\d$)(?<=\d\d)/);
  const offset = zone === "Z" ? zone : `${zone[0]}${hours.padStart(2, "0")}:${minutes}`;
  return `${day.replace(/-(\d)(?!\d)/g, "-0$1")}T${minute.padStart(5, "0")}${second}${offset}`;
}
