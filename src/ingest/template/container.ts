import type { FoundTag } from "./scan.ts";
import { readArguments } from "./tag.ts";

/**
 * Reads a line of colons with the name of a container, as Docusaurus, VuePress, Pandoc and MyST write it: `:::note`,
 * `::: tip A title`, `:::note[A title]`, `:::{.warning}`, `:::{note} A title`. Colons alone end a container.
 * @param at where the line begins; quotes and indentation stand before the colons
 * @param colonsEnd the offset behind the colons
 */
export function readContainer(text: string, at: number, colonsEnd: number): FoundTag | undefined {
  const lineEnd = text.indexOf("\n", colonsEnd);
  const end = lineEnd === -1 ? text.length : lineEnd;
  if (end - colonsEnd > 500) return undefined;
  const colons = text.indexOf(":", at);
  const rest = text.slice(colonsEnd, end).trim();
  const source = text.slice(colons, end).trimEnd();
  const common = { kind: "container", source, end: colons + source.length, isSilent: false } as const;
  if (rest === "") return { ...common, name: "", arguments: readArguments(""), isClosing: true };
  const [, classes, bare, tail = ""] = /^(?:\{([^{}]{1,200})\}|([a-z][\w-]{0,40}))(.*)$/is.exec(rest) ?? [];
  const name = bare ?? /[\w-]+/.exec(classes ?? "")?.[0];
  if (name === undefined) return undefined;
  const title = /^\s*\[(.*)\]/.exec(tail)?.[1] ?? tail.replace(/\s*(?:\{[^{}]*\}|:+)$/, "");
  const named = new Map([
    ...readArguments(classes ?? "").named,
    ...readArguments(/\{([^{}]*)\}\s*$/.exec(tail)?.[1] ?? "").named,
  ]);
  if (title.trim() !== "") named.set("title", title.trim());
  return {
    ...common,
    name: name.toLowerCase().replace(/^callout-/, ""),
    arguments: { text: rest, positional: [], named },
    isClosing: false,
  };
}
