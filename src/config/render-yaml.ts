import { type CreateNodeOptions, Document, isCollection, isScalar, isSeq, Scalar, visit } from "yaml";

/** How values are written into a file: `json` in one that is JSON, which YAML 1.2 contains. */
export type YamlStyle = { json: boolean; newline: "\n" | "\r\n" };

const documentOptions = {
  schema: "core",
  version: "1.2",
  aliasDuplicateObjects: false,
} as const satisfies CreateNodeOptions & Record<string, unknown>;

/** Long texts stay on one line, as people write them in this file. */
const textOptions = {
  lineWidth: 0,
  blockQuote: false,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
} as const;

/** Writes a value on one line, such that it can stand anywhere. @param quoting the type of the scalar that it replaces */
export function renderInline(value: unknown, { json }: Pick<YamlStyle, "json">, quoting?: Scalar.Type): string {
  if (json) return JSON.stringify(value);
  const document = new Document([value], documentOptions);
  if (isSeq(document.contents)) {
    document.contents.flow = true;
    const [node] = document.contents.items;
    const isQuoted = quoting === Scalar.QUOTE_DOUBLE || quoting === Scalar.QUOTE_SINGLE;
    if (isQuoted && isScalar(node) && typeof value === "string") node.type = quoting;
  }
  return document.toString(textOptions).trim().slice(1, -1).trim();
}

/** Writes a key and its value on one line. */
export function renderInlinePair(key: string, value: unknown, style: Pick<YamlStyle, "json">): string {
  const separator = style.json ? ":" : ": ";
  return `${renderInline(key, style)}${separator}${renderInline(value, style)}`;
}

/** Writes a mapping or a list in block style, one entry a line; lists of plain values stay on one line. */
export function renderBlock(value: object, indent: number, { newline }: Pick<YamlStyle, "newline">): string {
  const document = new Document(value, documentOptions);
  visit(document, {
    Collection(_, node) {
      const isPlain = node.items.length === 0 || (isSeq(node) && !node.items.some(isCollection));
      if (isPlain && node !== document.contents) node.flow = true;
    },
  });
  const lines = document.toString(textOptions).trimEnd().split("\n");
  return lines.map((line) => " ".repeat(indent) + line).join(newline);
}
