import { enableCompileCache } from "node:module";
import { setPriority } from "node:os";
import { workerData } from "piscina";
import type { SourceAnswer, SourceContent } from "./parse-answer.ts";
import type { ParserOptions } from "./parser-thread.ts";

/* A thread that reads what sources answered, for reading-thread.ts. */
// On Linux a priority is a thread's own: whoever serves comes first.
setPriority(0, 19);
const { compileCache } = workerData as { compileCache: string | undefined };
// A thread has no compiled modules unless it says so before it loads the first.
if (compileCache) enableCompileCache(compileCache);
const { parseAnswer } = await import("./parse-answer.ts");

export default ({ answered, options }: { answered: SourceAnswer; options: ParserOptions }): SourceContent =>
  parseAnswer(answered, options);
