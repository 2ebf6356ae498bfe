import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
} from "yaml";
import { describeValue } from "./describe-value.ts";

/** A YAML text that was parsed: its value, and the lines of its parts. */
export type YamlSource = {
  /** Undefined when the syntax is too broken to check anything else. */
  value: unknown;
  mistakes: { line: number; text: string }[];
  /** @returns the line, from 1, of a key or an item; for one that is missing, the line of what would contain it */
  lineOf(path: readonly string[]): number;
};

/** Replaces messages of the parser that are written for programmers. */
const plainMessages: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: "this key occurs a second time; keep one of them",
  MULTIPLE_DOCS: "a second YAML document starts here; the configuration must be one document",
  NON_STRING_KEY: "this key is not text",
  RESOURCE_EXHAUSTION: "this is nested too deeply to be read",
};

/**
 * Parses YAML 1.2 (core schema, keys are text, at most 100 uses of aliases).
 * @throws when it nests too deeply, or its aliases expand too far
 */
export function readYaml(text: string): YamlSource {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
    prettyErrors: false,
    schema: "core",
    resolveKnownTags: false,
    stringKeys: true,
  });
  const problems = [...document.errors, ...document.warnings];
  const exhaustion = problems.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  const mistakes = (exhaustion === undefined ? problems : [exhaustion]).map(({ code, message, pos }) => {
    const { line, col } = lineCounter.linePos(pos[0]);
    return { line, text: `column ${col}: ${plainMessages[code] ?? message}` };
  });
  if (problems.some(({ code }) => code !== "DUPLICATE_KEY")) return { value: undefined, mistakes, lineOf: () => 1 };

  const unresolvedAliases = findUnresolvedAliases(document).map(({ name, offset }) => ({
    line: lineCounter.linePos(offset).line,
    text: `found the alias ${describeValue(name)}, expected an anchor of that name before it`,
  }));
  return {
    value: unresolvedAliases.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined,
    mistakes: [...mistakes, ...unresolvedAliases],
    lineOf: (path) => lineCounter.linePos(findOffset(document, path)).line,
  };
}

function findUnresolvedAliases(document: Document.Parsed): { name: string; offset: number }[] {
  const aliases: { name: string; offset: number }[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined) aliases.push({ name: alias.source, offset: alias.range?.[0] ?? 0 });
    },
  });
  return aliases;
}

function findOffset(document: Document.Parsed, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const key of path) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    if (isMap(parent)) {
      const pair = parent.items.findLast((item) => isScalar(item.key) && item.key.value === key);
      if (!isScalar(pair?.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else {
      node = isSeq(parent) ? parent.items[Number(key)] : undefined;
      if (!isNode(node)) break;
      offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}
