import { isMembers } from "../article/members.ts";
import { applyMergePatch } from "../article/merge-patch.ts";
import { CourantError } from "../errors.ts";

/** The content of a configuration file as it is written there, without defaults. */
export type FileContent = Record<string, unknown>;

/** An entry of a list in the file. */
export type Entry = Record<string, unknown>;

/** Returns a list of the file; it is added to the file if it is not there. */
export function listOf(content: FileContent, name: "channels" | "sources"): Entry[];
export function listOf(content: FileContent, name: "retired"): string[];
export function listOf(content: FileContent, name: string): unknown[] {
  const list = content[name];
  if (Array.isArray(list)) return list;
  const added: unknown[] = [];
  content[name] = added;
  return added;
}

/** Returns the mapping of moved slugs; it is added to the file if it is not there. */
export function movedOf(content: FileContent): Record<string, unknown> {
  if (isMembers(content.moved)) return content.moved as Record<string, unknown>;
  const added: Record<string, unknown> = {};
  content.moved = added;
  return added;
}

/** Applies a JSON Merge Patch (RFC 7396) to an entry. Members keep their order. @throws REQUEST_INVALID for anything but an object */
export function patchEntry(entry: Entry, patch: unknown): Entry {
  return applyMergePatch(entry, requireEntry(patch)) as Entry;
}

/** @throws REQUEST_INVALID for anything but an object */
export function requireEntry(value: unknown): Entry {
  if (isMembers(value)) return value as Entry;
  throw new CourantError("REQUEST_INVALID", "The body must be a JSON object with settings as courant.yaml has them.");
}
