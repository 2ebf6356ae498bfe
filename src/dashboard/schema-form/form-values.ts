import { isDeepStrictEqual } from "node:util";
import { parse, stringify } from "yaml";
import { isMembers } from "../../article/members.ts";
import { messageOf } from "../../errors.ts";
import { type FormField, switchName, type ValueField } from "./schema-fields.ts";

/** The texts in the fields of a form, by their names. A switch that is off has no text. */
export type FormTexts = Readonly<Record<string, string | undefined>>;

/** Mistakes in a form, by the paths of the fields that have them. */
export type Mistakes = ReadonlyMap<string, string>;

type Members = Record<string, unknown>;

/** Returns what stands in the fields of a form that shows settings. */
export function textsOf(fields: readonly FormField[], settings: unknown): FormTexts {
  const members = isMembers(settings) ? (settings as Members) : {};
  return Object.assign(
    {},
    ...fields.map((field): FormTexts => {
      const value = members[field.name];
      if (field.kind !== "group") return { [field.path]: textOf(field, value) };
      const isOn = field.isSwitched && isMembers(value);
      return { ...textsOf(field.fields, value), ...(isOn && { [switchName(field)]: "yes" }) };
    }),
  );
}

function textOf({ kind, schema }: ValueField, value: unknown): string | undefined {
  const shown = value ?? (kind === "switch" ? schema.default : undefined);
  if (kind === "switch") return shown === true ? "yes" : undefined;
  if (shown === undefined) return "";
  if (kind === "lines" && Array.isArray(shown)) return shown.join("\n");
  if (kind === "data") return isDeepStrictEqual(shown, schema.default) ? "" : stringify(shown);
  return String(shown);
}

/**
 * Reads the settings that somebody typed. Those that were left empty are left out. Values keep their mistakes: the
 * configuration's own check names them.
 * @returns the mistakes of texts that are no YAML beside them
 */
export function readSettings(
  fields: readonly FormField[],
  texts: FormTexts,
): { settings: Members; mistakes: Mistakes } {
  const mistakes = new Map<string, string>();
  return { settings: readGroup(fields, texts, mistakes) ?? {}, mistakes };
}

function readGroup(fields: readonly FormField[], texts: FormTexts, mistakes: Map<string, string>): Members | undefined {
  const entries = fields.flatMap((field): [string, unknown][] => {
    const value = readField(field, texts, mistakes);
    return value === undefined ? [] : [[field.name, value]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function readField(field: FormField, texts: FormTexts, mistakes: Map<string, string>): unknown {
  if (field.kind === "group") {
    if (!field.isSwitched) return readGroup(field.fields, texts, mistakes);
    return texts[switchName(field)] === undefined ? undefined : (readGroup(field.fields, texts, mistakes) ?? {});
  }
  const { kind, path, schema } = field;
  const text = (texts[path] ?? "").replace(/\r\n?/g, "\n");
  if (kind === "switch") return text !== "" ? true : schema.default === undefined ? undefined : false;
  if (text.trim() === "") return undefined;
  if (kind === "number") return Number.isFinite(Number(text)) ? Number(text) : text;
  if (kind === "lines") {
    const lines = text.split("\n").map((line) => line.trim());
    return lines.filter((line) => line !== "");
  }
  if (kind === "choice") return schema.enum?.find((choice) => String(choice) === text) ?? text;
  if (kind === "text") return text.trim();
  try {
    return parse(text);
  } catch (error) {
    mistakes.set(path, messageOf(error));
    return undefined;
  }
}

/** Returns the JSON Merge Patch (RFC 7396) that turns settings into others, as far as the form has fields for them. */
export function patchOf(fields: readonly FormField[], before: unknown, after: unknown): Members {
  const [former, next] = [before, after].map((each) => (isMembers(each) ? (each as Members) : {})) as [
    Members,
    Members,
  ];
  const entries = fields.flatMap((field): [string, unknown][] => {
    const { name, kind } = field;
    const [was, is] = [former[name], next[name]];
    if (isDeepStrictEqual(was, is)) return [];
    // A group that is always there, and whose fields are all empty, has its defaults; members without a field stay.
    if (is === undefined && field.kind === "group" && field.schema.default !== undefined && isMembers(was))
      return patchGroup(name, patchOf(field.fields, was, {}));
    if (is === undefined) return isUnset(field, was) ? [] : [[name, null]];
    if (kind === "group" && isMembers(was) && isMembers(is)) return patchGroup(name, patchOf(field.fields, was, is));
    // A merge patch merges mappings: members that are gone are named.
    if (kind === "data" && isMembers(was) && isMembers(is))
      return [[name, { ...nullsFor(was as Members), ...(is as Members) }]];
    if (kind === "switch" && was === undefined && is === field.schema.default) return [];
    return [[name, is]];
  });
  return Object.fromEntries(entries);
}

function patchGroup(name: string, patch: Members): [string, unknown][] {
  return Object.keys(patch).length === 0 ? [] : [[name, patch]];
}

function nullsFor(members: Members): Members {
  return Object.fromEntries(Object.keys(members).map((name) => [name, null]));
}

/** Tells whether a setting that the form leaves out is left out already, or is at its default. */
function isUnset(field: FormField, was: unknown): boolean {
  if (was === undefined || isDeepStrictEqual(was, field.schema.default)) return true;
  if (field.kind === "switch") return was === false;
  return field.kind === "group" && isMembers(was) && Object.keys(was).length === 0;
}

/**
 * Finds the fields that the messages of a check name.
 * @param message a mistake in each line, with its place and a colon
 * @param place returns the path of a field for a place in the configuration; undefined for any other place
 */
export function mistakesIn(message: string, place: (at: string) => string | undefined): Mistakes {
  const mistakes = new Map<string, string>();
  for (const line of message.split("\n")) {
    const [, at = "", words = ""] = /^\s*(?:[-•] )?([\w.[\]-]+): (.+)$/.exec(line) ?? [];
    const path = place(at)?.replace(/\[\d+\]/g, "");
    if (path === undefined || path === "") continue;
    mistakes.set(path, [mistakes.get(path), words].filter(Boolean).join("\n"));
  }
  return mistakes;
}
