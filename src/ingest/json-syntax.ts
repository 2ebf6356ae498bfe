import { formatCount, limits } from "../article/limits.ts";
import { describeExcess } from "../article/mistakes.ts";
import { CourantError, messageOf } from "../errors.ts";

const tokenPattern =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|[\u{7F}-\u{9F}]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

type Expected = "value" | "value or ]" | "name" | "name or }" | ":" | ", or end";

/**
 * Parses JSON that has at most as many levels, members and values as `limits` allow. JSON.parse takes up to ninety bytes
 * outside the heap for each open bracket, and ends the whole process when the heap of a thread is full.
 * @throws ARTICLE_INVALID for JSON beyond the limits; SyntaxError for text that is not JSON
 */
export function parseBoundedJson(text: string): unknown {
  checkJsonSize(text);
  return JSON.parse(text);
}

/** Counts brackets, colons and commas outside strings, whether they stand where they may or not. */
function checkJsonSize(text: string): void {
  let [depth, members, values] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === characterCodes.quote) at = endOfString(text, at);
    else if (code === characterCodes.comma) values++;
    else if (code === characterCodes.colon) members++;
    else if (code === characterCodes.openList || code === characterCodes.openObject) {
      members++;
      if (++depth > limits.jsonDepth) throw tooMuchJson(describeExcess(depth, "levels", limits.jsonDepth));
    } else if (code === characterCodes.closeList || code === characterCodes.closeObject) depth--;
    if (members > limits.jsonMembers) {
      throw tooMuchJson(describeExcess(members, "members, lists and objects", limits.jsonMembers));
    }
    if (values > limits.jsonValues) throw tooMuchJson(describeExcess(values, "values", limits.jsonValues));
  }
}

/** Returns the offset behind the object at the beginning of a text; undefined if it does not end. */
export function endOfJsonObject(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === characterCodes.quote) at = endOfString(text, at);
    else if (code === characterCodes.openObject) depth++;
    else if (code === characterCodes.closeObject && --depth === 0) return at + 1;
  }
  return undefined;
}

const characterCodes = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openList: 0x5b,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** Returns the offset of the quote that ends a string; the end of the text if there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslash = end - 1;
    while (text[backslash] === "\\") backslash--;
    if ((end - backslash) % 2 === 1) return end;
  }
  return text.length;
}

function tooMuchJson(excess: string): CourantError {
  return new CourantError(
    "ARTICLE_INVALID",
    `This JSON is not read, because it holds too much: ${excess}. Split it into several files, or write it as NDJSON, an article a line.`,
  );
}

/**
 * Parses JSON as `parseBoundedJson` does.
 * @param options.namesLine names the line also in a text of one line
 * @throws ARTICLE_INVALID with line, column and a quotation, which JSON.parse does not always give. For a text longer than
 *   `limits.brokenJson` the message is JSON.parse's own, because the search for the place needs too much of the stack
 */
export function parseJson(text: string, { namesLine = false } = {}): unknown {
  try {
    return parseBoundedJson(text);
  } catch (cause) {
    if (cause instanceof CourantError) throw cause;
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
    const position = namesLine || text.includes("\n") ? `line ${before.length}, ${column}` : column;
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
