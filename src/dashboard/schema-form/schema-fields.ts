/** The keywords of JSON Schema from which forms are made. */
export type SchemaNode = {
  type?: string;
  enum?: readonly unknown[];
  properties?: Readonly<Record<string, SchemaNode>>;
  required?: readonly string[];
  items?: SchemaNode;
  default?: unknown;
  description?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
};

/** The kind of value that a field takes: `lines`: a list, one entry a line; `data`: YAML, for values that no other kind holds. */
type ValueKind = "text" | "number" | "switch" | "choice" | "lines" | "data";

/** A field of a form for one setting. `path`: its place, with dots; `name`: the last part of it. */
export type ValueField = { kind: ValueKind; path: string; name: string; schema: SchemaNode; isRequired: boolean };

/** Fields of a mapping. `isSwitched`: the mapping may be left out, and its fields alone do not tell whether it is. */
export type GroupField = {
  kind: "group";
  path: string;
  name: string;
  schema: SchemaNode;
  isSwitched: boolean;
  fields: readonly FormField[];
};

export type FormField = ValueField | GroupField;

/**
 * Makes the fields of a form from the schema of a mapping. A field of a mapping that may be left out is never required,
 * because browsers would not send a form without it.
 * @param without the paths of settings that get no field
 */
export function fieldsOf(schema: object, without: readonly string[] = []): FormField[] {
  return fieldsWithin(schema, without, { path: "", isRequired: true });
}

function fieldsWithin(
  schema: SchemaNode,
  without: readonly string[],
  parent: { path: string; isRequired: boolean },
): FormField[] {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties).flatMap(([name, node]): FormField[] => {
    const path = parent.path + name;
    if (without.includes(path)) return [];
    const isRequired = parent.isRequired && required.includes(name) && node.default === undefined;
    if (!node.properties) return [{ kind: kindOf(node), path, name, schema: node, isRequired }];
    const fields = fieldsWithin(node, without, { path: `${path}.`, isRequired });
    const isOptional = !required.includes(name) && node.default === undefined;
    return [{ kind: "group", path, name, schema: node, isSwitched: isOptional && hasDefaults(node), fields }];
  });
}

/** Returns the name in a form of the switch of a group. */
export function switchName({ path }: GroupField): string {
  return `on:${path}`;
}

/** Returns the id of a field's element. */
export function idOf({ path }: FormField): string {
  return `setting-${path.replaceAll(".", "-")}`;
}

function kindOf({ type, enum: choices, items }: SchemaNode): ValueKind {
  if (choices) return "choice";
  if (type === "string") return "text";
  if (type === "integer" || type === "number") return "number";
  if (type === "boolean") return "switch";
  return type === "array" && (items?.type === "string" || items?.enum) ? "lines" : "data";
}

function hasDefaults({ properties = {} }: SchemaNode): boolean {
  return Object.values(properties).some((node) => node.default !== undefined || node.type === "boolean");
}
