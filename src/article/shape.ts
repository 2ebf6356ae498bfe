import Type, { type TSchema } from "typebox";
import { Check } from "typebox/value";
import { Draft } from "./article.ts";
import { counted, limits } from "./limits.ts";
import { child, found, type Mistakes, tooMany } from "./mistakes.ts";
import { nearest } from "./nearest.ts";

type Members = Record<string, unknown>;

/** The same value, but lists have gaps where an item is empty or wrong: every item still stands at its place. */
export type Gapped<T> = T extends readonly (infer Item)[]
  ? (Gapped<Item> | undefined)[]
  : T extends object
    ? { [Name in keyof T]: Gapped<T[Name]> }
    : T;

/** What of an input has the shape of a draft. */
export type ShapedDraft = Gapped<Draft>;

const kinds: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  object: "an object",
  string: "text",
};

/**
 * What of the input has the shape of a draft, as a new object. Members that are null or empty count as absent, names
 * that begin with `_` are other people's extensions and are ignored. What does not fit is left out and is a mistake.
 */
export function shapeOf(input: unknown, mistakes: Mistakes): ShapedDraft {
  return (read(Draft, isMembers(input) ? modernised(input) : input, "", mistakes) ?? {}) as ShapedDraft;
}

/** JSON Feed 1.0 had one `author`, and ids there are often numbers. */
function modernised({ author, ...article }: Members): Members {
  if (typeof article.id === "number") article.id = String(article.id);
  if (isPresent(author) && !isPresent(article.authors)) article.authors = [author];
  return article;
}

function read(schema: TSchema, value: unknown, pointer: string, mistakes: Mistakes): unknown {
  const excess = excessOf(schema, value);
  if (excess !== undefined) {
    mistakes.add(pointer, () => excess);
    return undefined;
  }
  if (Type.IsObject(schema) && isMembers(value)) {
    return readMembers(schema.properties, schema.required ?? [], value, pointer, mistakes);
  }
  if (Type.IsArray(schema) && Array.isArray(value)) {
    return value.map((item, index) =>
      isPresent(item) ? read(schema.items, item, child(pointer, index), mistakes) : undefined,
    );
  }
  if (Check(schema, value)) return value;
  mistakes.add(pointer, () => found(value, expected(schema)));
  return undefined;
}

/** What a value of this schema looks like. */
function expected(schema: TSchema): string {
  if (Type.IsEnum(schema)) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (Type.IsInteger(schema)) return `a whole number ${range(schema)}`;
  if (Type.IsNumber(schema)) return `a number ${range(schema)}`;
  return kinds["type" in schema ? String(schema.type) : ""] ?? "something else";
}

function range(schema: TSchema): string {
  const { minimum, maximum } = { minimum: 0, maximum: limits.amount, ...schema };
  return `from ${counted(minimum)} to ${counted(maximum)}`;
}

/** By how much a value is too large for its schema. */
function excessOf(schema: TSchema, value: unknown): string | undefined {
  if (typeof value === "string" && "maxLength" in schema && value.length > Number(schema.maxLength)) {
    return tooMany(value.length, "characters", Number(schema.maxLength));
  }
  if (Array.isArray(value) && "maxItems" in schema && value.length > Number(schema.maxItems)) {
    return tooMany(value.length, "items", Number(schema.maxItems));
  }
  return undefined;
}

function readMembers(
  properties: Record<string, TSchema>,
  required: readonly string[],
  value: Members,
  pointer: string,
  mistakes: Mistakes,
): Members | undefined {
  const members: Members = {};
  for (const [name, member] of Object.entries(value)) {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (schema === undefined) {
      if (name.startsWith("_")) continue;
      mistakes.add(child(pointer, name), () => `there is no such name; ${adviceOn(name, Object.keys(properties))}`);
    } else if (isPresent(member)) {
      const fit = read(schema, member, child(pointer, name), mistakes);
      if (fit !== undefined) members[name] = fit;
    }
  }
  const missing = required.filter((name) => !isPresent(value[name]));
  for (const name of missing) mistakes.add(child(pointer, name), () => "is missing");
  return required.every((name) => name in members) ? members : undefined;
}

function adviceOn(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? `the names are ${known.join(", ")}` : `did you mean ${meant}?`;
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
