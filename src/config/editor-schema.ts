import type { TSchema } from "typebox";
import { Draft } from "../article/article.ts";
import { ConfigFile, switches } from "./schema.ts";

/** The schemas that stand as files in config/, by file name: for editors, and for programs that write articles. */
export const schemaFiles = {
  "courant.schema.json": schemaFile(switchable(ConfigFile)),
  "article.schema.json": schemaFile(Draft),
} as const;

/**
 * A schema as a file: JSON Schema 2020-12, in which a key that has a default is not required. Editors pass over formats
 * that they do not know.
 */
function schemaFile(schema: TSchema): string {
  const file = { $schema: "https://json-schema.org/draft/2020-12/schema", ...schema };
  return `${JSON.stringify(file, withoutDefaulted, 2)}\n`;
}

/** The configuration's schema where `true` and `false` are written as people write them. */
function switchable(schema: typeof ConfigFile): TSchema {
  const either = Object.entries(switches).map(([key, settings]) => [key, { anyOf: [{ type: "boolean" }, settings] }]);
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(either) } };
}

function withoutDefaulted(_key: string, value: unknown): unknown {
  if (!isObjectSchema(value)) return value;
  return { ...value, required: value.required.filter((key) => value.properties[key]?.default === undefined) };
}

function isObjectSchema(
  value: unknown,
): value is { required: string[]; properties: Record<string, { default?: unknown }> } {
  return typeof value === "object" && value !== null && "required" in value && "properties" in value;
}
