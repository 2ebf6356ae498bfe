import { schemas } from "./components.ts";
import type { HeaderName } from "./operation.ts";

/* References to the components of the description. */

/** Returns a reference to a component. */
export function referTo(kind: "headers" | "parameters" | "responses" | "schemas", name: string): object {
  return { $ref: `#/components/${kind}/${name}` };
}

export function referToHeader(name: HeaderName): object {
  return referTo("headers", name);
}

/**
 * Writes JSON in which each named schema that stands inside another one is a reference. TypeBox copies a schema that is
 * optional, but not its members, so those tell which schema it is.
 */
export function stringify(description: object): string {
  const names = new Map(Object.entries(schemas).map(([name, schema]) => [membersOf(schema), name]));
  return JSON.stringify(description, function referToNamed(this: unknown, _key, value) {
    const members = this === schemas ? undefined : membersOf(value);
    const name = members && names.get(members);
    return name === undefined ? value : referTo("schemas", name);
  });
}

/** The members of an object's schema, or the alternatives of a union. */
function membersOf(schema: { properties?: object; anyOf?: object } | null | undefined): object | undefined {
  return schema?.properties ?? schema?.anyOf;
}
