import { nearestName } from "../article/nearest.ts";
import { describeValue } from "./describe-value.ts";
import { formats } from "./formats.ts";

/** The keywords of JSON Schema from which messages say what to write. */
export type SchemaKeywords = {
  type?: string;
  enum?: unknown[];
  format?: string;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  description?: string;
  properties?: Record<string, SchemaKeywords>;
};

/** Describes what a value of a schema looks like. */
export function describeSchema(schema: SchemaKeywords): string {
  const { enum: choices = [], description } = schema;
  if (choices.length > 10 && description !== undefined) return description;
  if (choices.length > 0) return choices.map((value) => JSON.stringify(value)).join(" or ");
  if (schema.type === "boolean") return "true or false";
  if (schema.type === "integer") return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  if (schema.type === "array") return schema.minItems === undefined ? "a list" : "a list that is not empty";
  if (schema.type === "string") return formats[schema.format ?? ""]?.words ?? description ?? "text";
  const keys = Object.keys(schema.properties ?? {}).slice(0, 3);
  return keys.length === 0 ? "a mapping" : `a mapping with keys such as ${keys.join(", ")}`;
}

/** Writes a place in the configuration, for example `channels[0].limit`. */
export function formatPath(path: readonly string[]): string {
  return path.map(formatStep).join("").replace(/^\./, "");
}

/** Describes a key that does not exist: names the known key that it resembles, or else all known keys. */
export function describeUnknownKey(key: string, known: readonly string[]): string {
  const nearestKey = nearestName(key, known);
  return `unknown key, ${nearestKey === undefined ? `expected one of ${known.join(", ")}` : `did you mean ${nearestKey}?`}`;
}

function formatStep(key: string): string {
  if (/^\d+$/.test(key)) return `[${key}]`;
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${describeValue(key)}]`;
}
