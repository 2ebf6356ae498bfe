/** Where a command writes: results to standard output, errors and progress to standard error. */
export type Output = {
  /** Whether to print machine-readable results instead of lines. */
  json: boolean;
  line(text: string): void;
  error(text: string): void;
  /** Prints a value as one JSON document on standard output. */
  result(value: unknown): void;
  /** Standard output itself, for results that are too long to be held in memory. */
  stream: NodeJS.WritableStream;
  progress: NodeJS.WriteStream;
};

/** Returns the output of this process. Controls in it are replaced, or escaped in JSON. */
export function createProcessOutput(json: boolean): Output {
  return {
    json,
    line: (text) => process.stdout.write(`${replaceControlCharacters(text)}\n`),
    error: (text) => process.stderr.write(`${replaceControlCharacters(text)}\n`),
    result: (value) => process.stdout.write(`${escapeControlCharacters(JSON.stringify(value, null, 2))}\n`),
    stream: process.stdout,
    progress: process.stderr,
  };
}

/**
 * Characters that control a terminal, or turn the direction of what stands after them (Unicode's Bidi_Control). Titles and
 * file names from outside must do neither.
 */
const controlCharacters = /[[\p{Cc}\p{Bidi_Control}]--[\n\t]]/gv;

/** Replaces controls in text for people. */
export function replaceControlCharacters(text: string): string {
  return text.replace(controlCharacters, "\uFFFD");
}

/** Escapes controls in JSON, which means the same afterwards. */
export function escapeControlCharacters(json: string): string {
  return json.replace(controlCharacters, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
