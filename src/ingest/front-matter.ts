import { parse as parseToml, TomlError } from "smol-toml";
import { parseDocument } from "yaml";
import { limits } from "../article/limits.ts";
import { describeExcess } from "../article/mistakes.ts";
import { restrictionOf } from "../article/restriction.ts";
import { CourantError, messageOf } from "../errors.ts";
import { fromYamlDate } from "./dates.ts";
import { headerFields, statesInExport } from "./header-lines.ts";
import { isMembers } from "./json.ts";
import { Skip } from "./skip.ts";

type Fields = Record<string, unknown>;

/**
 * Splits Markdown into its body and its front matter, which is YAML between `---` or TOML between `+++`.
 * @throws ARTICLE_INVALID with the line in the file for front matter that is too long or cannot be read
 */
export function splitFrontMatter(text: string): { fields: Fields; body: string } {
  const toml = /^\+\+\+[ \t]*\n(?:([\s\S]*?)\n)??\+\+\+[ \t]*(?:\n|$)/.exec(text);
  if (toml === null && /^\+\+\+[ \t]*(?:\n|$)/.test(text)) throw invalid(1, "its closing +++ is missing");
  const match = toml ?? /^---[ \t]*\n(?:([\s\S]*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text);
  if (match === null) return { fields: {}, body: text };
  const source = match[1] ?? "";
  if (source.length > limits.frontMatter) {
    const excess = describeExcess(source.length, "characters", limits.frontMatter);
    throw invalid(2, `it is too long: ${excess}; is its closing ${text.slice(0, 3)} missing?`);
  }
  return { fields: toml ? fieldsOfToml(source) : fieldsOfYaml(source), body: text.slice(match[0].length) };
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

function fieldsOfYaml(yaml: string): Fields {
  const document = parseDocument(yaml, { logLevel: "silent" });
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

/** Returns the later date. As in Hugo, a later publication date holds an article back. */
function laterDate(date: unknown, publishDate: unknown): unknown {
  if (date === undefined || publishDate === undefined) return date ?? publishDate;
  return Date.parse(String(publishDate)) > Date.parse(String(date)) ? publishDate : date;
}

function invalid(line: number, problem: string): CourantError {
  return new CourantError("ARTICLE_INVALID", `The front matter cannot be read, line ${line}: ${problem}`);
}

/** Converts front matter with the names of Hugo, Jekyll and others to members of an article. Other names are ignored. */
export function articleFields(fields: Fields): Fields {
  const firstOf = (...names: string[]) =>
    names.map((name) => fields[name]).find((value) => value !== undefined && value !== null && value !== "");
  const published = typeof fields.published === "boolean" ? undefined : "published";
  const image = firstOf("image", "cover", "featured_image", "thumbnail") ?? [fields.images].flat()[0];
  return {
    id: toText(fields.id),
    url: firstOf("url", "canonical", "canonical_url", "canonicalURL", "link") ?? permalinkUrl(fields.permalink),
    title: toText(fields.title),
    summary: toText(firstOf("summary", "description", "excerpt")),
    authors: toAuthors(firstOf("authors", "author")),
    tags: [...toTags(fields.tags), ...toTags(fields.categories)],
    language: firstOf("language", "lang"),
    date_published: laterDate(
      toTimestamp(firstOf("date_published", "date", ...(published ? [published] : []))),
      toTimestamp(firstOf("publishDate", "pubDate")),
    ),
    date_modified: toTimestamp(firstOf("date_modified", "updated", "lastmod", "last_modified_at", "modified")),
    image: isMembers(image) ? (image.url ?? image.src ?? image.path ?? image.image) : image,
    _courant: {
      expires: toTimestamp(firstOf("expires", "expiryDate")),
      ...(isMembers(image) && {
        image_credit: toText(image.credit),
        image_description: toText(image.caption ?? image.description ?? image.alt),
      }),
    },
  };
}

/** Returns the address of the page. A pattern such as `/:year/:title/` is no address of a single page. */
function permalinkUrl(value: unknown): unknown {
  return typeof value === "string" && /^(?:https?:\/\/[^/]|\/)[^{}]*$/i.test(value) && !value.includes("/:")
    ? value
    : undefined;
}

/** Returns a scalar as text: in YAML a title such as 1984 is a number. */
function toText(value: unknown): unknown {
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function toTags(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.map(toText);
  if (typeof value === "string") return value.split(",");
  return value === undefined || value === null ? [] : [toText(value)];
}

function toAuthors(value: unknown): unknown {
  if (value === undefined) return undefined;
  return [value].flat().map((person) => {
    if (!isMembers(person)) return { name: person };
    return { name: person.name, url: person.url, avatar: person.avatar };
  });
}

/** Converts a date of YAML to RFC 3339. Other values stay, so that the message about the mistake can show them. */
function toTimestamp(value: unknown): unknown {
  return typeof value === "string" ? (fromYamlDate(value.trim()) ?? value) : value;
}
