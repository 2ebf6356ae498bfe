import type { TSchema } from "typebox";

type Keywords = TSchema & {
  type?: unknown;
  const?: unknown;
  default?: unknown;
  required?: unknown;
  anyOf?: readonly Keywords[];
  properties?: Readonly<Record<string, Keywords>>;
};

/**
 * Returns the schema of a JSON Merge Patch (RFC 7396) of a thing: no member is required, each may be `null`, and the members
 * of an object change by themselves.
 */
export function mergePatchOf(schema: TSchema): TSchema {
  const { required: _, default: __, anyOf, properties, ...rest }: Keywords = { ...schema };
  return {
    ...rest,
    ...(anyOf && { anyOf: anyOf.map(mergePatchOf) }),
    ...(properties && { properties: mapValues(properties, (member) => orNull(mergePatchOf(member))) }),
  };
}

function mapValues(members: Readonly<Record<string, Keywords>>, change: (member: Keywords) => TSchema) {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]));
}

function orNull(schema: Keywords): TSchema {
  if (typeof schema.type === "string" && schema.const === undefined) return { ...schema, type: [schema.type, "null"] };
  return { anyOf: [schema, { type: "null" }] };
}
