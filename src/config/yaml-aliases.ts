import { type Document, isNode, type ParsedNode, visit } from "yaml";

/** An alias in a text: its place, as offsets, and the value that it stands for. */
export type AliasPlace = { start: number; end: number; value: unknown };

/** Finds the aliases of anchors. */
export function findAliasesOf(anchors: ReadonlySet<string>, document: Document.Parsed): AliasPlace[] {
  const places: AliasPlace[] = [];
  if (anchors.size === 0) return places;
  visit(document, {
    Alias(_, alias) {
      if (!anchors.has(alias.source) || !alias.range) return;
      const [start, end] = alias.range;
      places.push({ start, end, value: alias.resolve(document)?.toJS(document) });
    },
  });
  return places;
}

/** Lists the anchors in a part of a document. */
export function listAnchors(node: ParsedNode | null): string[] {
  const anchors: string[] = [];
  if (node === null) return anchors;
  visit(node, (_, each) => {
    if (isNode(each) && "anchor" in each && typeof each.anchor === "string") anchors.push(each.anchor);
  });
  return anchors;
}
