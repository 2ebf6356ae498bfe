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

export function processOutput(json: boolean): Output {
  return {
    json,
    line: (text) => process.stdout.write(`${replaceControls(text)}\n`),
    error: (text) => process.stderr.write(`${replaceControls(text)}\n`),
    result: (value) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    stream: process.stdout,
    progress: process.stderr,
  };
}

/** Replaces control characters: titles and file names from outside must not control the terminal. */
export function replaceControls(text: string): string {
  return text.replace(/[\p{Cc}&&[^\n\t]]/gv, "\uFFFD");
}
