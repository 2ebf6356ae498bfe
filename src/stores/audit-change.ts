import { hideSecrets } from "../errors.ts";

/** The longest text in characters, and the longest JSON of one member, that an entry of the audit log holds. */
const maxTextLength = 200;
const maxMemberLength = 2000;

/** How much of the text before the first difference an excerpt shows. */
const contextLength = 40;

const hidden = "(hidden)";

/** Names of members with secrets. The headers of requests are among them: their names say nothing about their values. */
const secretName = /(secret|token|password|passphrase|authorization|cookie|credential|key|headers?)s?$/i;

export type Change = { before?: object | undefined; after?: object | undefined };

/**
 * Returns a change as the audit log keeps it: only the members that differ, without secrets, and with long texts cut.
 * @returns undefined when both sides are the same
 */
export function describeChange(before: object | undefined, after: object | undefined): Change | undefined {
  if (!before || !after) return { before: before && describeObject(before), after: after && describeObject(after) };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(member(before, name)) !== JSON.stringify(member(after, name)),
  );
  if (names.length === 0) return undefined;
  const pairs = names.map((name) => [name, ...describePair(name, member(before, name), member(after, name))] as const);
  return {
    before: Object.fromEntries(pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    after: Object.fromEntries(pairs.flatMap(([name, , value]) => (value === undefined ? [] : [[name, value]]))),
  };
}

function member(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

function describeObject(object: object): object {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, describeMember(name, value)]));
}

/** Describes both values of a member that changed. Excerpts of two texts begin shortly before their first difference. */
function describePair(name: string, before: unknown, after: unknown): [before: unknown, after: unknown] {
  if (isPlainObject(before) && isPlainObject(after) && !secretName.test(name)) {
    const change = describeChange(before, after);
    return [boundLength(change?.before), boundLength(change?.after)];
  }
  if (typeof before !== "string" || typeof after !== "string" || secretName.test(name)) {
    return [describeMember(name, before), describeMember(name, after)];
  }
  const [shownBefore, shownAfter] = [hideSecrets(before), hideSecrets(after)];
  const start = Math.max(0, commonPrefixLength(shownBefore, shownAfter) - contextLength);
  return [excerptFrom(shownBefore, start), excerptFrom(shownAfter, start)];
}

function describeMember(name: string, value: unknown): unknown {
  return value === undefined ? undefined : boundLength(withoutSecrets(name, value));
}

function withoutSecrets(name: string, value: unknown): unknown {
  if (secretName.test(name) && value !== null && typeof value !== "boolean") return hidden;
  if (typeof value === "string") return excerptFrom(hideSecrets(value), 0);
  if (Array.isArray(value)) return value.map((each) => withoutSecrets("", each));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([inner, each]) => [inner, withoutSecrets(inner, each)]));
}

function boundLength(value: unknown): unknown {
  const json = JSON.stringify(value) ?? "";
  return json.length > maxMemberLength ? excerptFrom(json, 0) : value;
}

function excerptFrom(text: string, start: number): string {
  if (text.length <= maxTextLength) return text;
  const shown = text.slice(start, start + maxTextLength);
  const end = start + maxTextLength < text.length ? "…" : "";
  return `${start > 0 ? "…" : ""}${shown}${end} (${text.length} characters)`.toWellFormed();
}

function commonPrefixLength(left: string, right: string): number {
  let length = 0;
  while (length < left.length && left[length] === right[length]) length += 1;
  return length;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
