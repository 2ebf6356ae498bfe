import type { FoundTag } from "./scan.ts";
import { readArguments } from "./tag.ts";

/** The labels of links that the text defines, in small letters. A link in doubled brackets may be one of them. */
export function definedLabels(text: string): ReadonlySet<string> {
  const labels = [...text.matchAll(/^ {0,3}\[{1,2}([^\][\n]{1,200})\]{1,2}:/gm)].map(([, label = ""]) =>
    label.toLowerCase(),
  );
  return new Set(labels);
}

/**
 * Reads a link of a wiki: `[[Page]]`, `[[Page#Part|label]]`, and `![[picture.png|300]]`. Its arguments are the page and the
 * label. Doubled brackets around a number, a condition of a shell or the text of another link are none.
 */
export function readWikiLink(text: string, at: number, labels: ReadonlySet<string>): FoundTag | undefined {
  const pattern = /!?\[\[([^\s[\]|^][^[\]|\n]{0,200})(?:\|([^[\]|\n]{0,200}))?\]\](?![([])/y;
  pattern.lastIndex = at;
  const [source, page = "", label] = pattern.exec(text) ?? [];
  if (source === undefined || /^\d+$|\s$/.test(page) || labels.has(page.toLowerCase())) return undefined;
  return {
    kind: "wiki",
    source,
    end: at + source.length,
    name: source.startsWith("!") ? "embed" : "link",
    arguments: { ...readArguments(""), positional: [page.trim(), (label ?? "").trim()] },
    isClosing: false,
    isSilent: /^_{0,2}toc_{0,2}$/i.test(page),
  };
}
