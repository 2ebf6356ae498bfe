import { counted, limits } from "../article/limits.ts";
import { CourantError, messageOf } from "../errors.ts";

const token =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|[\u{7F}-\u{9F}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

type Expected = "value" | "value or ]" | "name" | "name or }" | ":" | ", or end";

/**
 * Parses JSON.
 * @throws ARTICLE_INVALID that names line and column and quotes the place, which JSON.parse does not always do; for a
 *   text longer than `limits.brokenJson` what JSON.parse says, because finding the place takes too much of the stack
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (text.length > limits.brokenJson) {
      throw new CourantError(
        "ARTICLE_INVALID",
        `These ${counted(text.length)} characters are not valid JSON: ${messageOf(cause)}. Is the end missing?`,
        { cause },
      );
    }
    const offset = errorOffset(text);
    const before = text.slice(0, offset).split("\n");
    const column = `column ${(before.at(-1) ?? "").length + 1}`;
    const position = text.includes("\n") ? `line ${before.length}, ${column}` : column;
    const place = (text.slice(offset).split("\n", 1)[0] ?? "").slice(0, 30).trim();
    const found = place === "" ? "the text ends or the line breaks there" : `near ${place}`;
    throw new CourantError(
      "ARTICLE_INVALID",
      `This is not valid JSON: ${position}, ${found}. Look for a missing or surplus comma, quote or bracket.`,
      { cause },
    );
  }
}

/** The offset of the first token that cannot stand where it stands (RFC 8259). */
function errorOffset(text: string): number {
  const open: string[] = [];
  let expected: Expected = "value";
  let end = 0;
  for (;;) {
    token.lastIndex = end;
    const match: RegExpExecArray | null = token.exec(text);
    const next: Expected | undefined = match === null ? undefined : follow(expected, open, match);
    if (match === null || next === undefined) return end + (/^[\t\n\r ]*/.exec(text.slice(end))?.[0].length ?? 0);
    end = match.index + match[0].length;
    expected = next;
  }
}

/** What is expected after a token; undefined when the token is wrong there. `open` holds the open brackets. */
function follow(expected: Expected, open: string[], [, sign, string, other]: RegExpExecArray): Expected | undefined {
  const valueMayStand = expected === "value" || expected === "value or ]";
  if (sign === "{" || sign === "[") {
    if (!valueMayStand) return undefined;
    open.push(sign);
    return sign === "{" ? "name or }" : "value or ]";
  }
  if (sign === "}" || sign === "]") {
    const empty = expected === (sign === "}" ? "name or }" : "value or ]");
    const closes = open.pop() === (sign === "}" ? "{" : "[");
    return closes && (empty || expected === ", or end") ? ", or end" : undefined;
  }
  if (sign === ",")
    return expected === ", or end" && open.length > 0 ? (open.at(-1) === "{" ? "name" : "value") : undefined;
  if (sign === ":") return expected === ":" ? "value" : undefined;
  if (string !== undefined && expected.startsWith("name")) return ":";
  return (string ?? other) !== undefined && valueMayStand ? ", or end" : undefined;
}
