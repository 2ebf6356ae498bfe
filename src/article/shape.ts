import Type, { type TSchema } from "typebox";
import { Check } from "typebox/value";
import { Draft } from "./article.ts";
import { formatCount, limits } from "./limits.ts";
import { isMembers, isPresent, type Members } from "./members.ts";
import { childPointer, describeExcess, describeMismatch, type Mistakes } from "./mistakes.ts";
import { nearestName } from "./nearest.ts";

/** The same type, whose lists have gaps in place of empty or wrong items. The other items keep their places. */
export type WithGaps<T> = T extends readonly (infer Item)[]
  ? (WithGaps<Item> | undefined)[]
  : T extends object
    ? { [Name in keyof T]: WithGaps<T[Name]> }
    : T;

/** The part of an input that has the shape of a draft. */
export type ShapedDraft = WithGaps<Draft>;

const typeNames: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  object: "an object",
  string: "text",
};

/**
 * Copies the part of an input that has the shape of a draft. Null and empty members count as absent. Names that begin with
 * `_` are extensions of other programs and are ignored. Everything else that does not fit is added to the mistakes.
 */
export function shapeOf(input: unknown, mistakes: Mistakes): ShapedDraft {
  return (readValue(Draft, isMembers(input) ? modernise(input) : input, "", mistakes) ?? {}) as ShapedDraft;
}

/** Converts an item of JSON Feed 1.0, which has one `author` and often a number as its id. */
function modernise({ author, ...article }: Members): Members {
  if (typeof article.id === "number") article.id = String(article.id);
  if (isPresent(author) && !isPresent(article.authors)) article.authors = [author];
  return article;
}

function readValue(schema: TSchema, value: unknown, pointer: string, mistakes: Mistakes): unknown {
  const excess = excessOf(schema, value);
  if (excess !== undefined) {
    mistakes.add(pointer, () => excess, Array.isArray(value) ? "part" : "whole");
    // The first items of a list are better than none.
    if (mistakes.tolerance !== "parts" || !Array.isArray(value) || !("maxItems" in schema)) return undefined;
    return readValue(schema, value.slice(0, Number(schema.maxItems)), pointer, mistakes);
  }
  if (Type.IsObject(schema) && isMembers(value)) {
    return readMembers(schema.properties, schema.required ?? [], value, pointer, mistakes);
  }
  if (Type.IsArray(schema) && Array.isArray(value)) {
    return value.map((item, index) =>
      isPresent(item) ? readValue(schema.items, item, childPointer(pointer, index), mistakes) : undefined,
    );
  }
  if (Check(schema, value)) return value;
  mistakes.add(pointer, () => describeMismatch(value, describeSchema(schema)));
  return undefined;
}

/** Describes the values that a schema allows. */
function describeSchema(schema: TSchema): string {
  if (Type.IsEnum(schema)) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (Type.IsInteger(schema)) return `a whole number ${describeRange(schema)}`;
  if (Type.IsNumber(schema)) return `a number ${describeRange(schema)}`;
  return typeNames["type" in schema ? String(schema.type) : ""] ?? "something else";
}

function describeRange(schema: TSchema): string {
  const { minimum, maximum } = { minimum: 0, maximum: limits.amount, ...schema };
  return `from ${formatCount(minimum)} to ${formatCount(maximum)}`;
}

/** Describes by how much a value is too large for its schema. Returns undefined when it fits. */
function excessOf(schema: TSchema, value: unknown): string | undefined {
  if (typeof value === "string" && "maxLength" in schema && value.length > Number(schema.maxLength)) {
    return describeExcess(value.length, "characters", Number(schema.maxLength));
  }
  if (Array.isArray(value) && "maxItems" in schema && value.length > Number(schema.maxItems)) {
    return describeExcess(value.length, "items", Number(schema.maxItems));
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
      // JSON Feed 1.1: the name of an extension begins with an underscore and a letter.
      if (name.startsWith("_") && name !== "__proto__") continue;
      mistakes.add(
        childPointer(pointer, name),
        () => `there is no such name; ${adviceOn(name, Object.keys(properties))}`,
      );
    } else if (isPresent(member)) {
      const fitting = readValue(schema, member, childPointer(pointer, name), mistakes);
      if (fitting !== undefined) members[name] = fitting;
    }
  }
  const missing = required.filter((name) => !isPresent(value[name]));
  for (const name of missing) mistakes.add(childPointer(pointer, name), () => "is missing");
  return required.every((name) => name in members) ? members : undefined;
}

function adviceOn(name: string, names: readonly string[]): string {
  const suggestion = nearestName(name, names);
  return suggestion === undefined ? `the names are ${names.join(", ")}` : `did you mean ${suggestion}?`;
}
