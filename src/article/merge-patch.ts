import { CourantError } from "../errors.ts";
import { limits } from "./limits.ts";
import { isMembers } from "./members.ts";

/**
 * Applies a JSON Merge Patch (RFC 7396 section 2): `null` removes a member, objects merge, everything else replaces.
 * Neither argument is changed.
 * @param depth how deeply objects may be nested in the patch
 * @throws REQUEST_INVALID for a patch that is nested deeper
 */
export function applyMergePatch(target: unknown, patch: unknown, depth: number = limits.patchDepth): unknown {
  if (!isMembers(patch)) return patch;
  if (depth === 0) {
    throw new CourantError(
      "REQUEST_INVALID",
      `The patch nests more than ${limits.patchDepth} objects. No article is nested that deeply: send only the members to change.`,
    );
  }
  const members = new Map(Object.entries(isMembers(target) ? target : {}));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, applyMergePatch(members.get(name), value, depth - 1));
  }
  return Object.fromEntries(members);
}
