import { parseDocument } from "yaml";
import { CourantError } from "../../errors.ts";

/** Settings that a command sets, as `name=value`, and removes, by their names. */
export type Assignments = { set?: string[]; unset?: string[] };

/**
 * Reads assignments as a JSON Merge Patch (RFC 7396). A name may have parts, as in `select.tags`; a value is YAML, so that
 * `limit=20`, `archive=false` and `select.tags=[news, sports]` say what they say in the file.
 * @throws USAGE_INVALID for an assignment without a name or with a value that is not YAML
 */
export function readAssignments({ set = [], unset = [] }: Assignments): Record<string, unknown> {
  const patch: Record<string, unknown> = {};
  for (const assignment of set) {
    const [, name = "", value = ""] = /^([^=]*)=([\s\S]*)$/.exec(assignment) ?? [];
    assign(patch, name, readValue(assignment, value));
  }
  for (const name of unset) assign(patch, name, null);
  return patch;
}

function assign(patch: Record<string, unknown>, name: string, value: unknown): void {
  const parts = name.split(".");
  const last = parts.pop();
  if (!last || parts.includes("") || [...parts, last].includes("__proto__")) {
    throw new CourantError(
      "USAGE_INVALID",
      `“${name}” is not the name of a setting. Write name=value, for example “limit=20” or “select.tags=[news]”.`,
    );
  }
  let members = patch;
  for (const part of parts) {
    const inner = members[part];
    if (typeof inner === "object" && inner !== null) members = inner as Record<string, unknown>;
    else {
      const created: Record<string, unknown> = {};
      members[part] = created;
      members = created;
    }
  }
  members[last] = value;
}

function readValue(assignment: string, text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false });
  const [mistake] = document.errors;
  if (!mistake) return document.toJS();
  throw new CourantError("USAGE_INVALID", `The value in “${assignment}” is not valid YAML: ${mistake.message}.`);
}
