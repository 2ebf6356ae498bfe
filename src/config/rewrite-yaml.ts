import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isScalar, parseDocument, Scalar } from "yaml";
import type { YamlStyle } from "./render-yaml.ts";
import { findEdits } from "./yaml-edits.ts";
import type { Edit } from "./yaml-places.ts";

/** The rounds of edits that are tried; two are enough for aliases. */
const maxRounds = 4;

/**
 * Returns a YAML text with another value. Only the lines of what differs change: comments, order, quoting, anchors and all
 * other bytes stay. An alias is written out if what it stands for changes. Pure.
 * @param text a mapping without mistakes, as `readYaml` reads it
 */
export function rewriteYaml(text: string, value: Readonly<Record<string, unknown>>): string {
  // Objects are compared with those of the parser, which have the usual prototype.
  const next = structuredClone(value);
  let written = text;
  for (let round = 0; round < maxRounds; round++) {
    const document = parse(written);
    if (document.errors.length > 0) break;
    if (isDeepStrictEqual(document.toJS({ maxAliasCount: 100 }), next)) return written;
    const edits = findEdits(written, document, next, styleOf(written, document));
    if (edits.length === 0) break;
    written = applyEdits(written, edits);
  }
  return writeAnew(text, next);
}

/** Writes keys that changed with the library's own writer, for unusual YAML: comments stay, but lines may be arranged anew. */
function writeAnew(text: string, next: Readonly<Record<string, unknown>>): string {
  const document = parse(text);
  const value = document.toJS({ maxAliasCount: 100 }) ?? {};
  for (const key of Object.keys(value)) if (!Object.hasOwn(next, key)) document.delete(key);
  for (const [key, member] of Object.entries(next)) {
    if (!isDeepStrictEqual(value[key], member)) document.set(key, document.createNode(member));
  }
  const written = document.toString({ lineWidth: 0 });
  const isRight = isDeepStrictEqual(parse(written).toJS({ maxAliasCount: 100 }), next);
  return isRight ? written : new (document.constructor as typeof Document)(next).toString({ lineWidth: 0 });
}

function parse(text: string): Document.Parsed {
  return parseDocument(text, { schema: "core", resolveKnownTags: false, stringKeys: true, keepSourceTokens: true });
}

function styleOf(text: string, { contents }: Document.Parsed): YamlStyle {
  const key = isMap(contents) && contents.flow ? contents.items[0]?.key : undefined;
  const json = isScalar(key) && key.type === Scalar.QUOTE_DOUBLE;
  return { json, newline: text.includes("\r\n") ? "\r\n" : "\n" };
}

/** Applies edits from the last to the first. Text that is inserted where a part is removed comes before it. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  const ordered = edits.toSorted((a, b) => b.start - a.start || b.end - a.end);
  return ordered.reduce(
    (result, { start, end, text: inserted }) => result.slice(0, start) + inserted + result.slice(end),
    text,
  );
}
