import { isMembers } from "./json.ts";

/*
 * Fields that stand before a text in ways that Courant does not read as front matter: without a fence (Pelican,
 * MultiMarkdown, Hexo, Nikola, Movable Type), behind a fence that is never closed or that a blank line stands before, or as
 * JSON. They are looked at for one thing only: whether they say that the text is not meant for everybody.
 */

/** Lines that are looked at, and the characters of each. */
const maxLines = 100;
const maxLineLength = 500;

const fence = /^(?:---+|\+\+\+|;;;|<!--|\{)\s*(?:json|toml|ya?ml|js|javascript)?\s*$/i;
const closingFence = /^(?:---+|\.\.\.|\+\+\+|;;;|-->|\})\s*$/;
/** `Status: draft`, `status = "draft"`, `"status": "draft",`, `.. status: draft`, `status:: draft`. One word only: others are prose. */
const field = /^\s*["']?(?:\.\. )?([a-z][\w .-]{0,40}?)["']?\s*(?:::?|=)\s*["']?([\w-]+)["']?\s*,?$/i;
/** A field with another value, which does not end a header. */
const otherField = /^\s*["']?(?:\.\. )?[a-z][\w .-]{0,40}["']?\s*(?:::?|=)(?:\s|$)/i;

/** The fields before a text whose value is one word. Where there is no header there are none. Pure. */
export function headerFields(text: string): Record<string, unknown> {
  const lines = text
    .slice(0, maxLines * maxLineLength)
    .trimStart()
    .split(/\r\n?|\n/, maxLines);
  const object = objectIn(lines[0] ?? "");
  if (object) return object;
  const isFenced = fence.test(lines[0] ?? "");
  const fields: Record<string, string> = {};
  for (const typed of isFenced ? lines.slice(1) : lines) {
    const line = typed.slice(0, maxLineLength);
    const [, name, value] = field.exec(line) ?? [];
    if (name !== undefined && value !== undefined) fields[name] = value;
    else if (isFenced ? closingFence.test(line) : !otherField.test(line)) break;
  }
  return fields;
}

/** Hugo's front matter in JSON, where it is one line. */
function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = line.startsWith("{") ? JSON.parse(line) : undefined;
    return isMembers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
