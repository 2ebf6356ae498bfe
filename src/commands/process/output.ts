/** Where a command's words go: results to standard output, complaints and progress to standard error. */
export type Output = {
  /** Machine-readable results are wanted instead of lines. */
  json: boolean;
  line(text: string): void;
  error(text: string): void;
  /** One JSON document on standard output. */
  result(value: unknown): void;
  /** Standard output itself, for what is too long to be held. */
  stream: NodeJS.WritableStream;
  progress: NodeJS.WriteStream;
};

export function processOutput(json: boolean): Output {
  return {
    json,
    line: (text) => process.stdout.write(`${printable(text)}\n`),
    error: (text) => process.stderr.write(`${printable(text)}\n`),
    result: (value) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    stream: process.stdout,
    progress: process.stderr,
  };
}

/** Titles and file names come from outside: none of them moves the cursor or changes the colours of a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}&&[^\n\t]]/gv, "\uFFFD");
}
