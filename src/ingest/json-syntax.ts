import { formatCount, limits } from "../article/limits.ts";
import { CourantError, messageOf } from "../errors.ts";

const tokenPattern =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|[\u{7F}-\u{9F}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

type Expected = "value" | "value or ]" | "name" | "name or }" | ":" | ", or end";

/**
 * Parses JSON.
 * @throws ARTICLE_INVALID with line, column and a quotation, which JSON.parse does not always give. For a text longer than
 *   `limits.brokenJson` the message is JSON.parse's own, because the search for the place needs too much of the stack
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (text.length > limits.brokenJson) {
      throw new CourantError(
        "ARTICLE_INVALID",
        `These ${formatCount(text.length)} characters are not valid JSON: ${messageOf(cause)}. Is the end missing?`,
        { cause },
      );
    }
    const offset = errorOffset(text);
    const before = text.slice(0, offset).split("\n");
    const column = `column ${(before.at(-1) ?? "").length + 1}`;
    const position = text.includes("\n") ? `line ${before.length}, ${column}` : column;
    const place = (text.slice(offset).split("\n", 1)[0] ?? "").slice(0, 30).trim();
    const description = place === "" ? "the text ends or the line breaks there" : `near ${place}`;
    throw new CourantError(
      "ARTICLE_INVALID",
      `This is not valid JSON: ${position}, ${description}. Look for a missing or surplus comma, quote or bracket.`,
      { cause },
    );
  }
}

/** Returns the offset of the first misplaced token (RFC 8259). */
function errorOffset(text: string): number {
  const openBrackets: string[] = [];
  let expected: Expected = "value";
  let end = 0;
  for (;;) {
    tokenPattern.lastIndex = end;
    const match: RegExpExecArray | null = tokenPattern.exec(text);
    const next: Expected | undefined = match === null ? undefined : expectedAfter(expected, openBrackets, match);
    if (match === null || next === undefined) return end + (/^[\t\n\r ]*/.exec(text.slice(end))?.[0].length ?? 0);
    end = match.index + match[0].length;
    expected = next;
  }
}

/** Returns the expected tokens after a token, or undefined for a misplaced one. `openBrackets` is updated. */
function expectedAfter(
  expected: Expected,
  openBrackets: string[],
  [, punctuation, string, other]: RegExpExecArray,
): Expected | undefined {
  const valueMayStand = expected === "value" || expected === "value or ]";
  if (punctuation === "{" || punctuation === "[") {
    if (!valueMayStand) return undefined;
    openBrackets.push(punctuation);
    return punctuation === "{" ? "name or }" : "value or ]";
  }
  if (punctuation === "}" || punctuation === "]") {
    const isEmpty = expected === (punctuation === "}" ? "name or }" : "value or ]");
    const isMatching = openBrackets.pop() === (punctuation === "}" ? "{" : "[");
    return isMatching && (isEmpty || expected === ", or end") ? ", or end" : undefined;
  }
  if (punctuation === ",")
    return expected === ", or end" && openBrackets.length > 0
      ? openBrackets.at(-1) === "{"
        ? "name"
        : "value"
      : undefined;
  if (punctuation === ":") return expected === ":" ? "value" : undefined;
  if (string !== undefined && expected.startsWith("name")) return ":";
  return (string ?? other) !== undefined && valueMayStand ? ", or end" : undefined;
}
