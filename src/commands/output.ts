/** Where a command's words go: results to standard output, complaints and progress to standard error. */
export type Output = {
  /** Machine-readable results are wanted instead of lines. */
  json: boolean;
  line(text: string): void;
  error(text: string): void;
  /** One JSON document on standard output. */
  result(value: unknown): void;
  progress: NodeJS.WriteStream;
};

export function processOutput(json: boolean): Output {
  return {
    json,
    line: (text) => process.stdout.write(`${text}\n`),
    error: (text) => process.stderr.write(`${text}\n`),
    result: (value) => process.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    progress: process.stderr,
  };
}
