import { isAlias, isMap, isPair, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap, type YAMLSeq } from "yaml";

/* Where the parts of a parsed YAML text begin and end, as offsets in UTF-16 units. */

/** Replaces the text from `start` to `end`. */
export type Edit = { start: number; end: number; text: string };

export type ParsedMap = YAMLMap.Parsed;
export type ParsedSeq = YAMLSeq.Parsed;
type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

/** Returns the end of a node or a pair, without the comments and line ends behind it. */
export function endOf(part: ParsedNode | ParsedPair | null | undefined, text: string): number {
  if (isPair(part)) return part.value && !isEmpty(part.value) ? endOf(part.value, text) : slotOf(part);
  if (isScalar(part) || isAlias(part)) {
    const [start = 0, end = 0] = part.range ?? [];
    const isBlock = isScalar(part) && part.type?.startsWith("BLOCK");
    return isBlock ? start + text.slice(start, end).trimEnd().length : end;
  }
  const isBlock = (isMap(part) || isSeq(part)) && !part.flow;
  const last = isBlock ? part.items.at(-1) : undefined;
  if (isSeq(part) && isBlock && isEmptyItem(last)) return slotOfItem(part as ParsedSeq, part.items.length - 1);
  return last ? endOf(last as ParsedPair | ParsedNode, text) : ((part as ParsedNode | null)?.range?.[1] ?? 0);
}

/** Returns where a pair begins: at its key. */
export function pairStart(pair: ParsedPair | undefined): number {
  return pair?.key.range?.[0] ?? 0;
}

/** Returns the place directly behind the colon of a pair. */
export function slotOf({ key, srcToken }: ParsedPair): number {
  const colon = srcToken?.sep?.find(({ type }) => type === "map-value-ind");
  return colon ? colon.offset + 1 : key.range[1];
}

/** Returns where an entry of a list begins: at its dash, or in flow style at its value. */
export function startOfItem({ flow, items, srcToken }: ParsedSeq, index: number): number {
  const tokens = tokensOf(srcToken, index);
  const first = tokens.find(({ type }) => (flow ? ["anchor", "tag"].includes(type) : type === "seq-item-ind"));
  const item = items[index];
  return first?.offset ?? (item && !isPair(item) ? item.range[0] : 0);
}

/** Returns the place directly behind the dash of a list's entry. */
export function slotOfItem(seq: ParsedSeq, index: number): number {
  const dash = tokensOf(seq.srcToken, index).find(({ type }) => type === "seq-item-ind");
  const item = seq.items[index];
  return dash ? dash.offset + 1 : item && !isPair(item) ? item.range[0] : 0;
}

/** Returns where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Returns where the line of an offset ends, before its line end. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return text[end - 1] === "\r" ? end - 1 : end;
}

function tokensOf(token: ParsedSeq["srcToken"], index: number): readonly { type: string; offset: number }[] {
  const start = token && "items" in token ? token.items[index]?.start : undefined;
  return (start ?? []) as { type: string; offset: number }[];
}

function isEmpty(node: ParsedNode): boolean {
  return isScalar(node) && node.range[0] === node.range[1];
}

function isEmptyItem(item: unknown): boolean {
  return isScalar(item) && isEmpty(item as ParsedNode);
}
