import type { TObject, TSchema } from "typebox";
import { Draft } from "../article/article.ts";
import { switchableSettings } from "./channel-schema.ts";
import { ConfigFile } from "./schema.ts";

/** The schema files in config/, by name. Editors use them, and programs that write articles. */
export const schemaFiles = {
  "courant.schema.json": schemaFile(allowBooleans(ConfigFile)),
  "article.schema.json": schemaFile(Draft),
} as const;

/** Writes a schema as JSON Schema 2020-12. Editors ignore formats that they do not know. */
function schemaFile(schema: TSchema): string {
  const file = { $schema: "https://json-schema.org/draft/2020-12/schema", ...asWritten(schema) };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** Returns the schema of what people write: keys with a default are not required. */
export function asWritten(schema: TSchema): TSchema {
  return JSON.parse(JSON.stringify(schema, dropDefaultedFromRequired));
}

/** Lets the keys of `switchableSettings` be `true` or `false` as well, as people write them. */
export function allowBooleans(schema: TObject): TSchema {
  const alternatives = Object.entries(switchableSettings).map(([key, settings]) => [
    key,
    { anyOf: [{ type: "boolean" }, settings] },
  ]);
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(alternatives) } };
}

function dropDefaultedFromRequired(_key: string, value: unknown): unknown {
  if (!isObjectSchema(value)) return value;
  return { ...value, required: value.required.filter((key) => value.properties[key]?.default === undefined) };
}

function isObjectSchema(
  value: unknown,
): value is { required: string[]; properties: Record<string, { default?: unknown }> } {
  return typeof value === "object" && value !== null && "required" in value && "properties" in value;
}
