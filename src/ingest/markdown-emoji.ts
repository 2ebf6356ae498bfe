import { nameToEmoji } from "gemoji";
import type { MarkdownIt } from "markdown-it";
import { htmlSegments } from "./template/html-segments.ts";

const namePattern = /(?<![\p{L}\p{N}]):([a-z\d_+-]{1,60}):(?![\p{L}\p{N}])/gu;

/** Puts emoji in the place of their names on GitHub, such as `:tada:`. Other words between colons stay. */
export function withEmoji(text: string): string {
  if (!text.includes(":")) return text;
  return text.replace(namePattern, (whole, name: string) =>
    Object.hasOwn(nameToEmoji, name) ? (nameToEmoji[name] ?? whole) : whole,
  );
}

/** Reads the names of emoji outside code. */
export function emoji(markdown: MarkdownIt): void {
  markdown.core.ruler.push("emoji", ({ tokens }) => {
    for (const { children } of tokens) {
      let depth = 0;
      for (const child of children ?? []) {
        if (child.type === "html_inline") depth = htmlSegments(child.content, depth).depth;
        else if (child.type === "text" && depth === 0) child.content = withEmoji(child.content);
      }
    }
  });
}
