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
  /** Asks a question on the terminal, if there is one; everything but “y” or “yes” means no. */
  confirm?: ((question: string) => Promise<boolean>) | undefined;
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
    confirm: process.stdin.isTTY && process.stderr.isTTY ? confirmOnTerminal : undefined,
    progress: process.stderr,
  };
}

async function confirmOnTerminal(question: string): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal
    .question(`${replaceControlCharacters(question)} [y/N] `)
    .finally(() => terminal.close());
  return /^y(?:es)?$/i.test(answer.trim());
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
