/** The name at the beginning of a line, before a value in quotes or brackets. */
const nameBeforeValue = /^[^\s#'"[{:-][^:#'"[{]*:[ \t]+(?=["'[{])/;

/**
 * Indents the lines of YAML on which a value in quotes or brackets goes on at the beginning of the line. YAML wants them
 * indented, but the parsers of most site generators do not.
 */
export function indentContinuations(yaml: string): string {
  let value: OpenValue = { quote: "", depth: 0 };
  return yaml
    .split("\n")
    .map((line) => {
      const continues = isOpen(value);
      const start = continues ? 0 : nameBeforeValue.exec(line)?.[0].length;
      if (start !== undefined) value = valueAfter(line.slice(start), value);
      return continues && /^\S/.test(line) ? ` ${line}` : line;
    })
    .join("\n");
}

/** A value that has begun: the quote that is open, and how many brackets are. */
type OpenValue = { quote: string; depth: number };

function isOpen({ quote, depth }: OpenValue): boolean {
  return quote !== "" || depth > 0;
}

/** Returns what is open of a value behind a piece of it. */
function valueAfter(text: string, value: OpenValue): OpenValue {
  let { quote, depth } = value;
  let before = "[";
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    const isEscape = quote === '"' ? character === "\\" : quote === "'" && text.startsWith("''", at);
    if (isEscape) at++;
    else if (quote !== "") {
      if (character === quote) quote = "";
    } else if (/["']/.test(character)) {
      if (/[[{,:]/.test(before)) quote = character;
    } else if (/[[{]/.test(character)) depth++;
    else if (/[\]}]/.test(character)) depth = Math.max(0, depth - 1);
    if (character.trim() !== "") before = character;
    if (quote === "" && depth === 0) break;
  }
  return { quote, depth };
}
