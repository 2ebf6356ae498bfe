import type { MarkdownIt, Token } from "markdown-it";

const alertMark = /^\[!([a-z][a-z-]{1,30})\][+-]?[ \t]*/i;

/**
 * Gives a quotation that begins with `[!NOTE]` a title instead: GitHub's alerts
 * (https://docs.github.com/get-started/writing-on-github), and Obsidian's callouts, which may have a title of their own.
 */
export function alerts(markdown: MarkdownIt): void {
  markdown.core.ruler.push("alerts", (state) => {
    const emptied = new Set<Token>();
    const titled = state.tokens.flatMap((token, index) => {
      const inline = state.tokens[index + 1];
      if (token.type !== "paragraph_open" || state.tokens[index - 1]?.type !== "blockquote_open") return [token];
      const title = takeTitle(inline?.children ?? [], state.Token);
      if (title === undefined) return [token];
      const line = Object.assign(new state.Token("inline", "", 0), { children: title, level: token.level + 1 });
      const [open, close] = [new state.Token("paragraph_open", "p", 1), new state.Token("paragraph_close", "p", -1)];
      for (const each of [open, close, token]) each.block = true;
      if (inline?.children?.length === 0) {
        for (const each of state.tokens.slice(index, index + 3)) emptied.add(each);
      }
      return [open, line, close, token];
    });
    state.tokens = titled.filter((token) => !emptied.has(token));
  });
}

/** Takes the first line out of the parts of a paragraph, if it begins with a mark. @returns the title in its place */
function takeTitle(
  children: Token[],
  TokenType: new (type: string, tag: string, nesting: -1 | 0 | 1) => Token,
): Token[] | undefined {
  const [first] = children;
  const type = first?.type === "text" ? alertMark.exec(first.content) : null;
  if (!first || !type) return undefined;
  first.content = first.content.slice(type[0].length);
  const lineEnd = children.findIndex((child) => child.type === "softbreak" || child.type === "hardbreak");
  const line = children.splice(0, lineEnd === -1 ? children.length : lineEnd + 1);
  const own = line
    .filter((child) => child.content !== "" || child.nesting !== 0 || child.type === "image")
    .filter(({ type }) => !/break$/.test(type));
  const [open, close] = [new TokenType("strong_open", "strong", 1), new TokenType("strong_close", "strong", -1)];
  const words = Object.assign(new TokenType("text", "", 0), { content: capitalise(type[1] ?? "") });
  return [open, ...(own.length > 0 ? own : [words]), close];
}

/** Writes the name of a kind of note as its title. */
export function capitalise(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase().replaceAll("-", " ")}`;
}
