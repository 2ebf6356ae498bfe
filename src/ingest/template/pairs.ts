import type { Tag } from "./tag.ts";

/**
 * Finds which tag closes which. Tags of one name are matched like brackets; Zola's `{% end %}` closes the last
 * statement with parentheses.
 * @param numbers the tags that count, in their order
 * @returns for the number of each tag that closes or is closed, the number of the other one
 */
export function pairTags(tags: readonly Tag[], numbers: readonly number[]): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  const openers = new Map<string, number[]>();
  for (const number of numbers) {
    const tag = tags[number];
    if (tag === undefined || /^(?:text|output|wiki)$/.test(tag.kind)) continue;
    if (!tag.isClosing) {
      for (const key of openingKeys(tag)) {
        const open = openers.get(key);
        if (open) open.push(number);
        else openers.set(key, [number]);
      }
      continue;
    }
    const open = openers.get(keyOf(tag)) ?? [];
    let opener = open.pop();
    while (opener !== undefined && partners.has(opener)) opener = open.pop();
    if (opener === undefined) continue;
    partners.set(opener, number);
    partners.set(number, opener);
  }
  return partners;
}

function openingKeys(tag: Tag): string[] {
  if (/\/\s*>(?:\}\})?$/.test(tag.source) && tag.kind !== "statement") return [];
  const isCalled = tag.kind === "statement" && /^\{%[-\s]*[\w./-]+\s*\(/.test(tag.source);
  return isCalled ? [keyOf(tag), "statement "] : [keyOf(tag)];
}

function keyOf({ kind, name }: Tag): string {
  return kind === "container" ? kind : `${kind} ${name}`;
}
