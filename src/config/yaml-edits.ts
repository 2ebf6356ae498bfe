import { isDeepStrictEqual } from "node:util";
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, type ParsedNode, type Scalar } from "yaml";
import { renderBlock, renderInline, renderInlinePair, type YamlStyle } from "./render-yaml.ts";
import { findAliasesOf, listAnchors } from "./yaml-aliases.ts";
import {
  type Edit,
  endOf,
  lineEnd,
  lineStart,
  type ParsedMap,
  type ParsedSeq,
  pairStart,
  slotOf,
  slotOfItem,
  startOfItem,
} from "./yaml-places.ts";
import { findRemovals } from "./yaml-removals.ts";

type Context = { text: string; document: Document.Parsed; style: YamlStyle; edits: Edit[]; touched: Set<string> };

/** The place at which a value stands: behind a colon or a dash. */
type Slot = { start: number; node: ParsedNode | null };

type Members = Readonly<Record<string, unknown>>;

/**
 * Finds the edits that turn the value of a document into another one. Each changes as few lines as possible.
 * If the edits would change what an alias stands for, those that come back write out the aliases instead, and the rest
 * follows in a second round.
 */
export function findEdits(text: string, document: Document.Parsed, next: Members, style: YamlStyle): Edit[] {
  const context: Context = { text, document, style, edits: [], touched: new Set() };
  const { contents } = document;
  if (!isMap(contents)) return [];
  editNode(context, { start: contents.range[0], node: contents }, next);
  const aliases = findAliasesOf(context.touched, document);
  if (aliases.length === 0) return context.edits;
  return aliases.map(({ value, ...place }) => ({ ...place, text: renderInline(value, style) }));
}

function editNode(context: Context, slot: Slot, next: unknown): void {
  const { node } = slot;
  const value = toValue(context, node);
  if (isDeepStrictEqual(value, next)) return;
  if (node && "anchor" in node && node.anchor !== undefined) context.touched.add(node.anchor);
  if (isMap(node) && isMembers(next) && sharesKey(value, next)) editMap(context, node as ParsedMap, next);
  else if (isSeq(node) && Array.isArray(next) && node.items.length > 0 && next.length > 0) {
    editSeq(context, node as ParsedSeq, value as unknown[], next);
  } else replace(context, slot, next);
}

/** Writes another value in place of one, on one line. */
function replace(context: Context, { start, node }: Slot, next: unknown): void {
  const { text, style, edits } = context;
  if (!isAlias(node)) touchAll(context, node);
  const isEmpty = node === null || node.range[0] === node.range[1];
  if (isEmpty) edits.push({ start, end: start, text: ` ${renderInline(next, style)}` });
  else if (isInline(node)) {
    const quoting = isScalar(node) ? (node.type as Scalar.Type) : undefined;
    edits.push({ start: node.range[0], end: node.range[1], text: renderInline(next, style, quoting) });
  } else edits.push({ start, end: endOf(node, text), text: ` ${renderInline(next, style)}` });
}

function editMap(context: Context, map: ParsedMap, next: Members): void {
  const { text, edits, style } = context;
  const added = Object.entries(next).filter(([key]) => !map.has(key));
  const kept = map.items.filter(({ key }) => Object.hasOwn(next, keyOf(key)));
  for (const pair of kept) editNode(context, { start: slotOf(pair), node: pair.value }, next[keyOf(pair.key)]);
  const entries = map.items.map((pair) => ({
    start: pairStart(pair),
    end: endOf(pair, text),
    isRemoved: !kept.includes(pair),
  }));
  for (const pair of map.items) if (!kept.includes(pair)) touchAll(context, pair.value);
  edits.push(...findRemovals(text, entries, map.flow === true));
  const last = kept.at(-1);
  if (!last || added.length === 0) return;
  if (map.flow) {
    const end = endOf(last, text);
    edits.push({
      start: end,
      end,
      text: added.map(([key, value]) => `, ${renderInlinePair(key, value, style)}`).join(""),
    });
    return;
  }
  const end = lineEnd(text, endOf(last, text));
  const indent = pairStart(map.items[0]) - lineStart(text, pairStart(map.items[0]));
  edits.push({ start: end, end, text: style.newline + renderBlock(Object.fromEntries(added), indent, style) });
}

/** Edits a list: entries that are equal at its beginning and at its end stay, those between them are compared by place. */
function editSeq(context: Context, seq: ParsedSeq, old: readonly unknown[], next: readonly unknown[]): void {
  const { text, edits } = context;
  const { length } = seq.items;
  const { from, same } = findChanged(old, next);
  const compared = Math.min(length, next.length) - from - same;
  for (let index = from; index < from + compared; index++) {
    editNode(context, { start: slotOfItem(seq, index), node: itemAt(seq, index) }, next[index]);
  }
  const entries = seq.items.map((_, index) => ({
    start: startOfItem(seq, index),
    end: endOf(itemAt(seq, index), text),
    isRemoved: index >= from + compared && index < length - same,
  }));
  for (const [index, { isRemoved }] of entries.entries()) if (isRemoved) touchAll(context, itemAt(seq, index));
  edits.push(...findRemovals(text, entries, seq.flow === true));
  const added = next.slice(from + compared, next.length - same);
  if (added.length > 0 && length - same === from + compared) insertItems(context, seq, from + compared, added);
}

/** Returns how many entries are equal at the beginning, and how many at the end. */
function findChanged(old: readonly unknown[], next: readonly unknown[]): { from: number; same: number } {
  const shorter = Math.min(old.length, next.length);
  let from = 0;
  while (from < shorter && isDeepStrictEqual(old[from], next[from])) from++;
  let same = 0;
  while (same < shorter - from && isDeepStrictEqual(old.at(-1 - same), next.at(-1 - same))) same++;
  return { from, same };
}

function insertItems({ text, style, edits }: Context, seq: ParsedSeq, at: number, added: readonly unknown[]): void {
  if (seq.flow) {
    const rendered = added.map((item) => renderInline(item, style));
    const start = at > 0 ? endOf(itemAt(seq, at - 1), text) : startOfItem(seq, 0);
    edits.push({ start, end: start, text: rendered.map((item) => (at > 0 ? `, ${item}` : `${item}, `)).join("") });
    return;
  }
  const first = startOfItem(seq, 0);
  const block = renderBlock(added, first - lineStart(text, first), style);
  if (at === 0) {
    const start = lineStart(text, first);
    edits.push({ start, end: start, text: block + style.newline });
    return;
  }
  const end = lineEnd(text, endOf(itemAt(seq, at - 1), text));
  edits.push({ start: end, end, text: style.newline + block });
}

/** Notes the anchors of a part that goes away. */
function touchAll({ touched }: Context, node: ParsedNode | null): void {
  for (const anchor of listAnchors(node)) touched.add(anchor);
}

function toValue({ document }: Context, node: ParsedNode | null): unknown {
  return node === null ? null : node.toJS(document, { maxAliasCount: 100 });
}

function isInline(node: ParsedNode): boolean {
  if (isScalar(node)) return node.type !== "BLOCK_LITERAL" && node.type !== "BLOCK_FOLDED";
  return isAlias(node) || ("flow" in node && node.flow === true);
}

function itemAt(seq: ParsedSeq, index: number): ParsedNode | null {
  const item = seq.items[index];
  return isPair(item) ? null : ((item ?? null) as ParsedNode | null);
}

function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sharesKey(value: unknown, next: Members): boolean {
  return isMembers(value) && Object.keys(next).some((key) => Object.hasOwn(value, key));
}
