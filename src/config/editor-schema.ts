import { ConfigFile } from "./schema.ts";

/**
 * The configuration's schema as a file for editors: JSON Schema 2020-12, in which a key that has a default is not
 * required. Editors pass over formats that they do not know.
 */
export function editorSchema(): string {
  const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", ...ConfigFile };
  return `${JSON.stringify(schema, withoutDefaulted, 2)}\n`;
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
