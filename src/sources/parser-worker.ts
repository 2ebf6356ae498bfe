import { enableCompileCache } from "node:module";
import { setPriority } from "node:os";
import { workerData } from "piscina";
import type { SourceAnswer, SourceContent } from "./parse-answer.ts";
import type { ParserOptions } from "./parser-thread.ts";

/* The worker of parser-thread.ts. */
// On Linux each thread has its own priority: serving comes first.
setPriority(0, 19);
const { compileCache } = workerData as { compileCache: string | undefined };
// A thread uses the compile cache only when it is enabled before the first module loads.
if (compileCache) enableCompileCache(compileCache);
const { parseAnswer } = await import("./parse-answer.ts");

export default ({ answer, options }: { answer: SourceAnswer; options: ParserOptions }): SourceContent =>
  parseAnswer(answer, options);
